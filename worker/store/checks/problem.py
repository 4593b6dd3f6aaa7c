"""What is wrong with a database, in words for whoever runs the service."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Problem:
    """What was found, and what to do about it: two sentences."""

    found: str
    todo: str
    may_pass: bool = False
    """Whether waiting may help: a server that is away, not a password that is wrong."""

    @property
    def sentence(self) -> str:
        """Both, as one line."""
        return f"{self.found} {self.todo}"
