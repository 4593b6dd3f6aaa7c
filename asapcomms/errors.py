"""What can go wrong for a program that calls the service."""


class Refused(Exception):
    """The service has answered, and will not do it; asking the same again does not help."""

    def __init__(self, status: int, sentence: str, code: str) -> None:
        super().__init__(sentence)
        self.status = status
        self.sentence = sentence
        self.code = code
        """Which refusal it is, as past-time or time-taken; sentences may change."""


class NotYet(Exception):
    """Patience was over before the service could be reached, or before a worker had decided.

    The same call with the same key goes on where this one ended, and never makes a second offer.
    """

    def __init__(self, reason: str, idempotency_key: str | None) -> None:
        super().__init__(reason)
        self.idempotency_key = idempotency_key


class NotOurs(Exception):
    """A call of a webhook that none of the secrets has signed just now; answer it with 400."""
