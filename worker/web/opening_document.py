"""What OpenAPI says of openings for a list."""

from typing import Any, Final

from schemas.offered import OfferedOpening, OpeningPost
from worker.web.describing import ACCEPTED, answer, decided, operation


def _opening(says: str) -> dict[str, Any]:
    return answer(says, OfferedOpening, OfferedOpening.example)


ONE: Final = operation("Read how an opening stands", {200: _opening("The opening.")}, 404)
STOP: Final = operation(
    "Stop an opening: what waits is not sent", {200: _opening("As it stands now.")}, 404
)
REQUEST: Final = operation(
    "Ask what became of a request for an opening",
    {200: _opening("Decided: the opening."), 202: ACCEPTED},
    404,
    409,
)
POST: Final = decided(
    "Offer an opening to a list, or ask what that would do",
    _opening("The opening, as it stands or as it would be; each Note says why not."),
    OpeningPost,
)
