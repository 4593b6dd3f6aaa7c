"""What can go wrong, by what the caller should do about it."""


class AsapError(Exception):
    """A failure with one plain sentence for whoever asked."""

    status = 500

    def __init__(self, sentence: str, code: str | None = None) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.code = code
        """What it is, for programs; None where the status says all."""


class Refused(AsapError):
    """The request itself is wrong; the sentence is the explanation."""

    status = 400


class Unauthorized(AsapError):
    """No API key, or one that is not known."""

    status = 401


class Forbidden(AsapError):
    """The API key lacks the permission."""

    status = 403


class NotFound(AsapError):
    """The row that was asked for does not exist."""

    status = 404


class Conflict(AsapError):
    """What was asked for contradicts what is there."""

    status = 409


class TooSlow(AsapError):
    """The body has not arrived in the time that any request needs."""

    status = 408


class TooLarge(AsapError):
    """The body is longer than any request needs to be."""

    status = 413


class UnsupportedMedia(AsapError):
    """The body is not JSON."""

    status = 415


class TooMany(AsapError):
    """Whoever asks has asked too often; asking again later helps."""

    status = 429

    def __init__(self, sentence: str, after_seconds: int = 60) -> None:
        super().__init__(sentence)
        self.after_seconds = after_seconds


class Unavailable(AsapError):
    """A part that is needed cannot be reached now; asking again later helps."""

    status = 503


class Deadlocked(Unavailable):
    """The database has undone this transaction so that another could go on; once more may do."""


class OutOfOrder(AsapError):
    """A lock is taken where it could make two wait for each other: a bug."""


class CannotStart(AsapError):
    """Something on this machine keeps a process from starting; the sentence says what to do."""
