"""Telling a patient from a program that fetches a link to show a preview of it."""

import re
from collections.abc import Mapping
from typing import Final

_PROGRAMS: Final = re.compile(
    r"whatsapp/|facebookexternalhit|facebookcatalog|facebot|slack-|mastodon|embedly|iframely"
    r"|google-|googleother|google web preview|google favicon|feedfetcher|\(\+https?://developers\.google"
    r"|skypeuripreview|preview|safelinks|proofpoint|barracuda|mimecast"
    r"|[a-z]*bot\b|crawler|spider",
    re.IGNORECASE,
)
"""Words by which such programs name themselves; iMessage's says facebookexternalhit."""

_AHEAD: Final = ("sec-purpose", "purpose", "x-purpose", "x-moz")
"""Headers in which a browser says that it only loads ahead."""

_LOADS_AHEAD: Final = re.compile(r"prefetch|prerender|preview", re.IGNORECASE)


def is_person(method: str, headers: Mapping[str, str]) -> bool:
    """Say whether it looks as if somebody reads the page."""
    if method != "GET":
        return False
    if any(_LOADS_AHEAD.search(headers.get(name, "")) for name in _AHEAD):
        return False
    agent = headers.get("user-agent", "")
    return bool(agent) and not _PROGRAMS.search(agent)
