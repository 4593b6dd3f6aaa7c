"""What was found at the provider after a restore."""

from dataclasses import dataclass, field
from datetime import datetime


@dataclass
class Report:
    """What was found."""

    since: datetime
    looked_at: int = 0
    """Texts in the provider's list."""
    adopted: int = 0
    """Those that the database did not know to be sent."""
    doubled: list[str] = field(default_factory=list)
    """The provider's ids of texts whose link another one has as well."""
    unknown: list[str] = field(default_factory=list)
    """The provider's ids of texts with a link of ours that no offer has."""
    heard: int = 0
    """Texts from patients that were not in the database."""
    given_up: int = 0
    """Texts of which the provider's list does not say whether they went out."""
    waiting: int = 0
    """Offers and other texts that are due, and go out after the release if they still may."""
    still_held: list[str] = field(default_factory=list)
