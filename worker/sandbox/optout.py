"""Opt-outs as Twilio keeps them: whole messages of one word, for each pair of numbers."""

from worker.sandbox.message import Keyword, Message

_WORDS: dict[str, Keyword] = {
    **dict.fromkeys(
        ("STOP", "UNSUBSCRIBE", "END", "QUIT", "STOPALL", "REVOKE", "OPTOUT", "CANCEL"), "STOP"
    ),
    **dict.fromkeys(("START", "YES", "UNSTOP"), "START"),
    **dict.fromkeys(("HELP", "INFO"), "HELP"),
}

ANSWERS: dict[Keyword, str] = {
    "STOP": "You have successfully been unsubscribed. You will not receive any more messages from "
    "this number. Reply START to resubscribe.",
    "START": "You have successfully been re-subscribed to messages from this number. "
    "Reply HELP for help. Reply STOP to unsubscribe. Msg&Data Rates May Apply.",
    "HELP": "Reply STOP to unsubscribe. Msg&Data Rates May Apply.",
}
"""What Twilio answers by itself, with Advanced Opt-Out and without."""


def keyword(body: str) -> Keyword | None:
    """Return what the whole message says to Twilio, if it is one of its words."""
    return _WORDS.get(body.strip().upper())


class OptOuts:
    """Who has said STOP to which number, and not START since."""

    def __init__(self) -> None:
        self._pairs: dict[tuple[str, str], Message] = {}

    def learn(self, message: Message) -> None:
        """Take in a text that has just come in."""
        pair = message.sender, message.to
        if message.keyword == "STOP":
            self._pairs.setdefault(pair, message)
        elif message.keyword == "START":
            self._pairs.pop(pair, None)

    def block(self, person: str, sender: str) -> bool:
        """Whether this person may not be texted from this number."""
        return (person, sender) in self._pairs

    def shown(self) -> list[dict[str, str]]:
        """Build the list of opt-outs, the oldest first."""
        return [
            {"from": person, "to": sender, "since": message.received_at.isoformat()}
            for (person, sender), message in self._pairs.items()
        ]
