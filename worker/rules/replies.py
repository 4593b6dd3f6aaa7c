"""What the office answers to a patient's keyword."""

from typing import Final

from worker.rules.template import OfficeContact, phone_text

_TWILIOS: Final = frozenset(
    {
        *("STOP", "UNSUBSCRIBE", "END", "QUIT", "STOPALL", "REVOKE", "OPTOUT", "CANCEL"),
        *("START", "YES", "UNSTOP", "HELP", "INFO"),
    }
)


def is_keyword_of_twilio(body: str) -> bool:
    """Say whether Twilio answers a text by itself: only one that is a single word of its list."""
    return body.strip().upper() in _TWILIOS


def help_text(office: OfficeContact) -> str:
    """Say who texts, about what, and how it ends (CTIA's guide asks for all three)."""
    call = f" Call us at {phone_text(office.phone)}." if office.phone else ""
    return (
        f"{_name(office)}: we text when an earlier appointment opens up.{call} Reply STOP to stop."
    )


def stopped(office: OfficeContact) -> str:
    """Confirm once that the texts end; no more than that is allowed (47 CFR 64.1200(a)(12))."""
    return f"{_name(office)}: you will get no more texts from us. Reply START to get them again."


def unclear(office: OfficeContact) -> str:
    """Say how texts end, to a patient who may or may not have asked for that."""
    return f"{_name(office)}: Reply STOP to stop texts. We have shown your message to our staff."


def _name(office: OfficeContact) -> str:
    return office.name or "Your dental office"
