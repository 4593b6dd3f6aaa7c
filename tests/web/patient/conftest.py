"""The patient's page over HTTP, as a phone's browser asks for it."""

import re
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlencode

import httpx2
import pytest

from tests.world.stack import Stack
from tests.world.visitor import Visitor

BROWSER: Final = {
    "User-Agent": "Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) AppleWebKit/605.1.15 "
    "(KHTML, like Gecko) Version/17.0 Mobile/15E148 Safari/604.1",
    "Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
    "Accept-Language": "en-US,en;q=0.9",
    "Authorization": "",
}
_FORM: Final = re.compile(r"<form.*?</form>", re.DOTALL)
_FIELD: Final = re.compile(r'name="(\w+)" value="([^"]*)"')


@dataclass
class Phone:
    """A browser that has an offer's link."""

    stack: Stack
    visitor: Visitor

    @property
    def path(self) -> str:
        """Where the link leads."""
        return f"/a/{self.visitor.short_guid}"

    def get(self, method: str = "GET", path: str | None = None, **headers: str) -> httpx2.Response:
        """Open the page."""
        told = {name.replace("_", "-"): value for name, value in headers.items()}
        return self.stack.request(method, path or self.path, headers={**BROWSER, **told})

    def read(self) -> str:
        """Open the page; its spaces are like any others."""
        return self.get().text.replace("\N{NO-BREAK SPACE}", " ")

    def forms(self, html: str) -> list[dict[str, str]]:
        """Read the forms of a page: those that accept, and the one that declines."""
        return [
            {name: value for name, value in _FIELD.findall(form) if name != "stop"}
            for form in _FORM.findall(html)
        ]

    def send(self, fields: dict[str, str] | bytes, path: str | None = None) -> httpx2.Response:
        """Send a form."""
        body = fields if isinstance(fields, bytes) else urlencode(fields).encode()
        headers = {**BROWSER, "Content-Type": "application/x-www-form-urlencoded"}
        return self.stack.request("POST", path or self.path, content=body, headers=headers)

    def accept(self) -> httpx2.Response:
        """Press the first Accept, and follow."""
        self.send(self.forms(self.get().text)[0])
        return self.get()


@pytest.fixture
def phone(stack: Stack) -> Phone:
    """Return the phone of a patient who was texted."""
    stack.app.state.patients.clock = stack.world.clock
    return Phone(stack, Visitor.texted(stack.world))
