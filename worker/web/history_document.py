"""What OpenAPI says of the history."""

from collections.abc import Iterable
from typing import Any, Final

from schemas.fields import Row
from worker.web.document import AUTHORIZATION, errors
from worker.web.look_up_document import parameters_of

WEEKS_PARAMETERS: Final = ("date", "dateStart", "dateEnd", "ClinicNum")
HISTORY_PARAMETERS: Final = (*WEEKS_PARAMETERS, "Limit", "Offset")


def of_history(says: str, shows: type[Row], parameters: Iterable[str]) -> dict[str, Any]:
    """Describe an address that answers with JSON or with a table."""
    written = shows.model_json_schema(mode="serialization")
    schema = _in_place(written, written.get("$defs", {}))
    content = {
        "application/json": {"schema": schema, "example": shows.example},
        "text/csv": {"schema": {"type": "string"}},
    }
    return {
        "summary": says,
        "responses": {
            200: {"description": "What was found.", "content": content},
            **errors(400, 401, 403, 404, 429, 503),
        },
        "openapi_extra": {"security": AUTHORIZATION, "parameters": parameters_of(parameters)},
    }


def _in_place(part: Any, parts: dict[str, Any]) -> Any:  # noqa: ANN401 - a piece of a schema
    """Write out what a schema refers to: within OpenAPI's document it would be looked for elsewhere."""
    if isinstance(part, list):
        return [_in_place(one, parts) for one in part]
    if not isinstance(part, dict):
        return part
    if "$ref" in part:
        return _in_place(parts[part["$ref"].rpartition("/")[2]], parts)
    return {name: _in_place(value, parts) for name, value in part.items() if name != "$defs"}
