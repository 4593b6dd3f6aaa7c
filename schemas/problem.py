"""RFC 9457 problem details, for clients that ask for them instead of a plain sentence."""

from http import HTTPStatus
from typing import Self

from pydantic import BaseModel

MEDIA_TYPE = "application/problem+json"


class Problem(BaseModel):
    """Why a request was not carried out."""

    type: str = "about:blank"
    title: str
    status: int
    detail: str

    @classmethod
    def of(cls, status: int, sentence: str) -> Self:
        """Build the problem whose detail is one plain sentence."""
        return cls(title=HTTPStatus(status).phrase, status=status, detail=sentence)
