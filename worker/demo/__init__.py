"""An invented practice to try the service on."""

from typing import Final

STAFF_NAME: Final = "demo"
STAFF_PASSWORD: Final = "fill my openings"  # noqa: S105 - nothing but invented patients is behind it
"""The account of the staff pages that the demo practice has."""
