"""Telling a patient from a program that opens a link: a preview, a filter, a scanner, a script."""

import re
from collections.abc import Mapping
from typing import Final

from crawlerdetect import CrawlerDetect

_KNOWN: Final = CrawlerDetect()

_ENGINE: Final = re.compile(r"(AppleWebKit|Gecko|Presto|Trident|NetFront)/|Opera Mini/")
"""What every browser calls itself by; programs that fetch have none, and new ones come each month."""

_FILTERS: Final = re.compile(
    r"safelinks|proofpoint|mimecast|phantomjs|urlscan|jsdom|preview|compatible; (?!msie)",
    re.IGNORECASE,
)
"""Mail filters, scanners and previews that name an engine and that the kept list does not know."""

_AHEAD: Final = ("sec-purpose", "purpose", "x-purpose", "x-moz")
"""Headers in which a browser says that it only loads ahead."""

_LOADS_AHEAD: Final = re.compile(r"prefetch|prerender|preview", re.IGNORECASE)

_A_PAGE: Final = "text/html"
"""Every browser asks for one by name; programs ask for anything, whatever they call themselves."""


def is_person(method: str, headers: Mapping[str, str]) -> bool:
    """Say whether it looks as if somebody reads the page."""
    if method != "GET" or _A_PAGE not in headers.get("accept", "").lower():
        return False
    if any(_LOADS_AHEAD.search(headers.get(name, "")) for name in _AHEAD):
        return False
    agent = headers.get("user-agent", "")
    names = f"{agent} {headers.get('sec-ch-ua', '')}"  # who hides in one is named in the other
    return bool(
        _ENGINE.search(agent) and not _FILTERS.search(names) and not _KNOWN.is_crawler(names)
    )
