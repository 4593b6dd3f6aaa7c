"""Somebody at the front desk, with a browser."""

import re
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from typing import Any, Final

import httpx2

from tests.world.stack import Stack
from worker.rules.role import Role
from worker.store.ledger import accounts

PASSWORD: Final = "four words are enough"  # noqa: S105

_TOKEN: Final = re.compile(r'name="token" value="([^"]*)"')


def hire(stack: Stack, name: str, role: Role = Role.SEND) -> None:
    """Give somebody an account."""
    with stack.world.store.writing() as transaction:
        accounts.add(transaction, name, PASSWORD, role, stack.world.now)


def dismiss(stack: Stack, name: str) -> None:
    """Take an account away."""
    with stack.world.store.writing() as transaction:
        accounts.remove(transaction, name)


@dataclass
class Clerk:
    """A browser that keeps the cookie it is given, as far as it may be sent."""

    stack: Stack
    cookies: dict[str, str] = field(default_factory=dict)

    def get(self, path: str = "", **sent: Any) -> httpx2.Response:
        """Open a staff page."""
        return self._request("GET", path, **sent)

    def post(self, path: str, fields: dict[str, str]) -> httpx2.Response:
        """Send a form as it is given."""
        return self._request("POST", path, data=fields)

    def send(self, path: str, page: str = "", **fields: str) -> httpx2.Response:
        """Fill in the form of a page and send it."""
        return self.post(path, {"token": self.token(page), **fields})

    def token(self, page: str = "") -> str:
        """Read what a page's forms bring along."""
        found = _TOKEN.search(self.get(page).text)
        assert found, "the page has no form"
        return found[1]

    def sign_in(self, name: str, password: str = PASSWORD) -> httpx2.Response:
        """Sign in."""
        return self.send("/sign-in", "/sign-in", name=name, password=password)

    def _request(self, method: str, path: str, **sent: Any) -> httpx2.Response:
        headers = {"Authorization": "", "Accept": "text/html"}
        if self.cookies:
            headers["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        headers.update(sent.pop("headers", {}))
        self.stack.forget_cookies()
        answer = self.stack.request(method, f"/staff{path}", headers=headers, **sent)
        for line in answer.headers.get_list("set-cookie"):
            for name, morsel in SimpleCookie(line).items():
                self.cookies[name] = morsel.value
        return answer
