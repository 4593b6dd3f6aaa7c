"""How Twilio signs what it sends: X-Twilio-Signature."""

import hmac
from base64 import b64encode
from collections.abc import Mapping


def signature(url: str, form: Mapping[str, str], auth_token: str) -> str:
    """Sign an address and a form: HMAC-SHA1 of the address and the sorted parameters."""
    signed = url + "".join(name + form[name] for name in sorted(form))
    return b64encode(hmac.digest(auth_token.encode(), signed.encode(), "sha1")).decode()
