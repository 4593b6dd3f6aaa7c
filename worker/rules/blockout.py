"""The Note on an offer's blockout: how many messages went out for it."""

_NEW_LINE = "\r\n"


def _counted(count: int, name: str) -> str:
    return f"{count} {name}" if count == 1 else f"{count} {name}s"


def note_at_creation(to_be_sent: int) -> str:
    """Count what will be sent (Open Dental's InsertForSending)."""
    return f"{_counted(to_be_sent, 'text')} to be sent{_NEW_LINE}0 emails to be sent"


def note_after_sending(
    sent: int, to_be_sent: int, emails_sent: int = 0, emails_to_be_sent: int = 0
) -> str:
    """Count what was sent and what will be (Open Dental's UpdateSchedule; no comma in line 2).

    Emails are of offers that Open Dental's own window has made.
    """
    return (
        f"{_counted(sent, 'text')} sent, {_counted(to_be_sent, 'text')} to be sent{_NEW_LINE}"
        f"{_counted(emails_sent, 'email')} sent {_counted(emails_to_be_sent, 'email')} to be sent"
    )
