"""The query of an address: its parameters by name, each read as what it is."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import IntEnum
from functools import partial
from typing import Final, Self

from starlette.datastructures import QueryParams

from schemas.codes import wire_name
from schemas.fields import DATE_FORMAT, DATE_TIME_FORMAT
from schemas.problem import shown
from schemas.wire import NEVER, parse_date, parse_date_time
from worker.errors import Refused
from worker.rules.dates import written_in
from worker.web.numbers import BIGGEST, read_whole

DEFAULT_LIMIT: Final = 100
HIGHEST_LIMIT: Final = 1000
WRONG: Final = "wrong-parameter"
FORMATS: Final = (DATE_FORMAT, DATE_TIME_FORMAT)


@dataclass(frozen=True, slots=True)
class Query:
    """What a query holds; whatever is wrong with it is raised as Refused, in a sentence."""

    given: Mapping[str, str]

    @classmethod
    def read(cls, query: QueryParams, known: Iterable[str]) -> Self:
        """Read the names, in any letter case; one that is not known or comes twice is refused."""
        names = {name.lower(): name for name in known}
        given: dict[str, str] = {}
        for written, value in query.multi_items():
            name = names.get(written.lower())
            if name is None:
                listed = f"there are {', '.join(names.values())}" if names else "there is none here"
                raise Refused(f"{shown(written)} is not a parameter; {listed}.", WRONG)
            if name in given:
                raise Refused(f"{name} is given twice.", WRONG)
            given[name] = value
        return cls(given)

    def number(self, name: str) -> int:
        """Read a number that is given."""
        number = read_whole(self.given[name])
        if number is None:
            raise Refused(f"{name} must be a whole number from 0 to {BIGGEST}.", WRONG)
        return number

    def day(self, name: str) -> date:
        """Read a date that is given."""
        try:
            return parse_date(self.given[name])
        except ValueError as error:
            raise Refused(f"{name} {error}.", WRONG) from None

    def moment(self, name: str) -> datetime:
        """Read a date and time that is given; a date alone is its midnight."""
        text = self.given[name]
        try:
            return parse_date_time(text if " " in text else f"{text} 00:00:00")
        except ValueError:
            raise Refused(f"{name} format must be yyyy-MM-dd HH:mm:ss", WRONG) from None

    def code(self, name: str, codes: type[IntEnum]) -> int:
        """Read a code by its name, in any letter case."""
        known = {wire_name(code).lower(): code for code in codes}
        found = known.get(self.given[name].lower())
        if found is None:
            raise Refused(f"{name} must be {', '.join(map(wire_name, codes))}.", WRONG)
        return int(found)

    def days(self) -> tuple[date | None, date | None]:
        """Read date, or dateStart and dateEnd, of which either may be missing."""
        start = self.day("dateStart") if "dateStart" in self.given else None
        end = self.day("dateEnd") if "dateEnd" in self.given else None
        if "date" in self.given:
            if start or end:
                raise Refused("Give either date, or dateStart and dateEnd.", WRONG)
            start = end = self.day("date")
        if start and end and start > end:
            raise Refused("dateStart is after dateEnd.", WRONG)
        return start, end

    def formats(self) -> dict[str, Callable[[datetime], str | None]]:
        """Read the .NET formats in which dates and times are wanted."""
        wanted = {name: self.given[name] for name in FORMATS if name in self.given}
        for name, net_format in wanted.items():
            if written_in(NEVER, net_format) is None:
                raise Refused(f"{name} is not a format that can be written here.", WRONG)
        return {
            name: partial(written_in, net_format=net_format) for name, net_format in wanted.items()
        }

    @property
    def limit(self) -> int:
        """How many rows at most."""
        limit = self.number("Limit") if "Limit" in self.given else DEFAULT_LIMIT
        if not 1 <= limit <= HIGHEST_LIMIT:
            raise Refused(f"Limit must be from 1 to {HIGHEST_LIMIT}.", WRONG)
        return limit

    @property
    def offset(self) -> int:
        """How many rows to leave out."""
        return self.number("Offset") if "Offset" in self.given else 0


def refuse_any(query: QueryParams) -> None:
    """Refuse the parameters of an address that takes none: who sends one expects something of it."""
    Query.read(query, ())
