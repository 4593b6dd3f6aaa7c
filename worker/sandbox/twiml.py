"""Reads what the service answers to a reply: TwiML with texts to send back, or with none."""

from xml.etree import ElementTree as ET

_DOCTYPE = b"<!DOCTYPE"


def texts(body: bytes) -> list[str]:
    """Return the words of each Message in a Response; raises ValueError for anything else."""
    if not body.strip():
        return []
    if _DOCTYPE in body.upper():
        raise ValueError("TwiML has no document type")
    try:
        root = ET.fromstring(body)  # noqa: S314 - without a document type there are no entities
    except ET.ParseError as error:
        raise ValueError(str(error)) from None
    if root.tag != "Response":
        raise ValueError("TwiML begins with Response")
    return [words for message in root.iter("Message") if (words := _words(message))]


def _words(message: ET.Element) -> str:
    inner = message.find("Body")
    found = message if inner is None else inner
    return "".join(found.itertext()).strip()
