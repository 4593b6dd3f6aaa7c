"""RFC 9457 problem details, for clients that ask for them instead of a plain sentence."""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Self

from pydantic import BaseModel, ValidationError

MEDIA_TYPE = "application/problem+json"


class Problem(BaseModel):
    """Why a request was not carried out."""

    type: str
    title: str
    status: int
    detail: str
    code: str
    """What it is, for programs: sentences may change."""

    @classmethod
    def of(cls, status: int, sentence: str, code: str | None = None) -> Self:
        """Build the problem whose detail is one plain sentence; its code is the status's own."""
        title = HTTPStatus(status).phrase
        code = code or title.lower().replace(" ", "-")
        kind = f"urn:asapcomms:problem:{code}"
        return cls(type=kind, title=title, status=status, detail=sentence, code=code)


MOST_PARTS = 5
LONGEST_NAME = 40


def sentence(error: ValidationError) -> str:
    """Say what is wrong with a body or message, without repeating what it held.

    Names of fields are the sender's, so they are shortened, and only so many are named.
    """
    return _listed(error, {})


def loggable(error: ValidationError) -> str:
    """Say the same without the names that the sender has made up: they may be anything."""
    return _listed(error, {"extra_forbidden": "One of the fields"})


def _listed(error: ValidationError, hidden: Mapping[str, str]) -> str:
    details = error.errors(include_url=False, include_input=False)
    parts = []
    for detail in details[:MOST_PARTS]:
        name = hidden.get(detail["type"]) or shown(".".join(str(part) for part in detail["loc"]))
        said = detail["msg"].removeprefix("Value error, ")
        known = _WORDS.get(detail["type"])
        said = known.format(**detail.get("ctx", {})) if known else said
        parts.append(f"{name} {said}".strip())
    if len(details) > MOST_PARTS:
        parts.append(f"and {len(details) - MOST_PARTS} more")
    return f"{'; '.join(parts)}."


def shown(name: str) -> str:
    """Return a name that a client made up so that a sentence can hold it."""
    printable = "".join(letter if letter.isprintable() else "?" for letter in name)
    return printable if len(name) <= LONGEST_NAME else f"{printable[:LONGEST_NAME]}..."


_WORDS = {
    "missing": "is missing",
    "extra_forbidden": "is not a field of this request",
    "int_type": "must be a whole number",
    "int_parsing": "must be a whole number",
    "int_from_float": "must be a whole number",
    "greater_than_equal": "must be {ge} or more",
    "less_than_equal": "is larger than any key",
    "string_type": "must be a text",
    "bool_type": "must be true or false",
    "list_type": "must be a list",
    "uuid_parsing": "must be a UUID",
    "uuid_type": "must be a UUID",
    "model_type": "The body must be a JSON object",
    "model_attributes_type": "must be a JSON object",
}
