"""What can go wrong, by what the caller should do about it."""


class AsapError(Exception):
    """A failure with one plain sentence for whoever asked."""

    status = 500

    def __init_subclass__(cls, status: int | None = None) -> None:
        if status is not None:
            cls.status = status

    def __init__(self, sentence: str, code: str | None = None) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.code = code
        """What it is, for programs; None where the status says all."""


class Refused(AsapError, status=400):
    """The request itself is wrong; the sentence is the explanation."""


class Unauthorized(AsapError, status=401):
    """No API key, or one that is not known."""


class Forbidden(AsapError, status=403):
    """The API key lacks the permission."""


class NotFound(AsapError, status=404):
    """The row that was asked for does not exist."""


class Conflict(AsapError, status=409):
    """What was asked for contradicts what is there."""


class TooSlow(AsapError, status=408):
    """The body has not arrived in the time that any request needs."""


class TooLarge(AsapError, status=413):
    """The body is longer than any request needs to be."""


class UnsupportedMedia(AsapError, status=415):
    """The body is not JSON."""


class TooMany(AsapError, status=429):
    """Whoever asks has asked too often; asking again later helps."""

    def __init__(self, sentence: str, after_seconds: int = 60) -> None:
        super().__init__(sentence)
        self.after_seconds = after_seconds


class Unavailable(AsapError, status=503):
    """A part that is needed cannot be reached now; asking again later helps."""


class Deadlocked(Unavailable):
    """The database has undone this transaction so that another could go on; once more may do."""


class OutOfOrder(AsapError):
    """A lock is taken where it could make two wait for each other: a bug."""


class CannotStart(AsapError):
    """Something on this machine keeps a process from starting; the sentence says what to do."""
