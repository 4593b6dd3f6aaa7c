"""As much of JSON Schema as the API's description uses."""

import re
from datetime import date
from typing import Any

_TYPES: dict[str, Any] = {
    "object": dict,
    "array": list,
    "string": str,
    "integer": int,
    "number": (int, float),
    "boolean": bool,
    "null": type(None),
}

_KNOWN = {
    "$ref",
    "additionalProperties",
    "anyOf",
    "default",
    "description",
    "enum",
    "examples",
    "format",
    "items",
    "maximum",
    "minimum",
    "oneOf",
    "pattern",
    "properties",
    "required",
    "title",
    "type",
}


def mistakes(value: Any, schema: dict[str, Any], place: str = "") -> list[str]:
    """Say what about a value contradicts a schema; raises on words that are not known here."""
    if unknown := set(schema) - _KNOWN:
        raise NotImplementedError(f"{place}: {unknown}")
    ways = schema.get("anyOf", [])
    if ways and all(mistakes(value, way, place) for way in ways):
        return [f"{place} is none of what it may be"]
    ways = schema.get("oneOf", [])
    if ways and sum(not mistakes(value, way, place) for way in ways) != 1:
        return [f"{place} is not exactly one of what it may be"]
    kind = schema.get("type")
    if kind and (
        not isinstance(value, _TYPES[kind]) or (isinstance(value, bool) != (kind == "boolean"))
    ):
        return [f"{place} is no {kind}"]
    found = [
        f"{place} is none of the enum" for _ in "x" if value not in schema.get("enum", [value])
    ]
    if isinstance(value, dict):
        return found + _object(value, schema, place)
    if isinstance(value, list):
        items = schema.get("items", {})
        return found + [
            said for n, item in enumerate(value) for said in mistakes(item, items, f"{place}[{n}]")
        ]
    return found + _scalar(value, schema, place)


def _object(value: dict[str, Any], schema: dict[str, Any], place: str) -> list[str]:
    properties = schema.get("properties", {})
    found = [
        f"{place}.{name} is missing" for name in schema.get("required", []) if name not in value
    ]
    if schema.get("additionalProperties") is False:
        found += [f"{place}.{name} is unknown" for name in value if name not in properties]
    for name, inner in properties.items():
        if name in value:
            found += mistakes(value[name], inner, f"{place}.{name}")
    return found


def _scalar(value: Any, schema: dict[str, Any], place: str) -> list[str]:
    found = []
    if "minimum" in schema and value < schema["minimum"]:
        found.append(f"{place} is too small")
    if "maximum" in schema and value > schema["maximum"]:
        found.append(f"{place} is too large")
    if "pattern" in schema and not re.search(schema["pattern"], value):
        found.append(f"{place} has not the pattern")
    if schema.get("format") == "date":
        date.fromisoformat(value)
    return found
