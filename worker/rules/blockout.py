"""The Note on an offer's blockout: how many messages went out for it."""

_NEW_LINE = "\r\n"


def _texts(count: int) -> str:
    return f"{count} text" if count == 1 else f"{count} texts"


def note_at_creation(to_be_sent: int) -> str:
    """Count what will be sent (Open Dental's InsertForSending)."""
    return f"{_texts(to_be_sent)} to be sent{_NEW_LINE}0 emails to be sent"


def note_after_sending(sent: int, to_be_sent: int) -> str:
    """Count what was sent and what will be (Open Dental's UpdateSchedule; no comma in line 2)."""
    return (
        f"{_texts(sent)} sent, {_texts(to_be_sent)} to be sent{_NEW_LINE}"
        "0 emails sent 0 emails to be sent"
    )
