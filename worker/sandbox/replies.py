"""What a person texts back: kept, told to the office's service, and answered if it says so."""

from datetime import UTC, datetime
from xml.etree import ElementTree as ET

import structlog

from worker.rules.segments import count_segments
from worker.sandbox import optout
from worker.sandbox.caller import Caller
from worker.sandbox.courier import Courier
from worker.sandbox.inbox import Inbox
from worker.sandbox.message import Direction, Message, new_sid
from worker.sandbox.resource import API_VERSION
from worker.sandbox.script import Script
from worker.settings import SANDBOX_NUMBER, Settings

PATH = "/twilio/inbound"
"""Where the service listens, below PUBLIC_URL."""

_DOCTYPE = b"<!DOCTYPE"
_PLACE = ("City", "State", "Zip")

_log = structlog.get_logger()


class Replies:
    """Takes replies in."""

    def __init__(self, inbox: Inbox, caller: Caller, script: Script, settings: Settings) -> None:
        self._inbox = inbox
        self._caller = caller
        self._script = script
        self._account_sid = settings.twilio_account_sid
        self._service_sid = settings.twilio_messaging_service_sid or None
        self._url = settings.base_url + PATH
        self.office_number = settings.twilio_from_number or SANDBOX_NUMBER
        """The number that is texted unless the conversation has another."""
        self.courier = Courier(inbox, caller, self.tell)

    def receive(self, person: str, office: str, body: str) -> Message:
        """Keep a text from a person, answered if it is one of Twilio's words.

        The service is told in the background.
        """
        message = self._message("inbound", person, office, body)
        self._inbox.keep(message)
        _log.info("reply.received", sid=message.sid)
        if message.keyword:
            self._answer(message, optout.ANSWERS[message.keyword])
        self.courier.bring(message)
        return message

    async def tell(self, message: Message) -> str:
        """Tell the service of a reply, and send what it answers; return what came of it."""
        form = _fields(message)
        is_advanced = self._script.behaviour.advanced_opt_out
        if message.keyword and is_advanced:
            form["OptOutType"] = message.keyword
        report, body = await self._caller.call(self._url, form)
        if not report.startswith("2"):
            return report
        try:
            answers = texts(body)
        except ValueError as error:
            return f"{report}, but not TwiML: {error}"
        for words in answers:
            if self._inbox.opt_outs.block(message.sender, message.to):
                return f"{report}, and its text back was refused with 21610"
            self._answer(message, words)
        return report

    def _answer(self, message: Message, words: str) -> None:
        back = self._message("outbound-reply", message.to, message.sender, words)
        self._inbox.keep(back)
        _log.info("reply.answered", sid=back.sid)

    def _message(self, direction: Direction, sender: str, to: str, body: str) -> Message:
        return Message(
            sid=new_sid(media=False),
            account_sid=self._account_sid,
            direction=direction,
            to=to,
            sender=sender,
            service_sid=self._service_sid,
            body=body,
            segments=count_segments(body),
            media=0,
            received_at=datetime.now(UTC),
            send_at=None,
            parameters={},
            keyword=optout.keyword(body) if direction == "inbound" else None,
        )


def _fields(message: Message) -> dict[str, str]:
    """Build the form that Twilio posts; where a number is from, it leaves empty if it cannot tell."""
    form = {
        "AccountSid": message.account_sid,
        "ApiVersion": API_VERSION,
        "Body": message.body,
        "From": message.sender,
        "MessageSid": message.sid,
        "NumMedia": "0",
        "NumSegments": str(message.segments),
        "SmsMessageSid": message.sid,
        "SmsSid": message.sid,
        "SmsStatus": "received",
        "To": message.to,
    }
    if message.service_sid:
        form["MessagingServiceSid"] = message.service_sid
    for side, number in (("From", message.sender), ("To", message.to)):
        form[f"{side}Country"] = "US" if number.startswith("+1") else ""
        form |= {f"{side}{part}": "" for part in _PLACE}
    return form


def texts(body: bytes) -> list[str]:
    """Return the words of each Message in a TwiML Response; raises ValueError for anything else."""
    if not body.strip():
        return []
    if _DOCTYPE in body.upper():
        raise ValueError("TwiML has no document type")
    try:
        root = ET.fromstring(body)  # noqa: S314 - without a document type there are no entities
    except ET.ParseError as error:
        raise ValueError(str(error)) from None
    if root.tag != "Response":
        raise ValueError("TwiML begins with Response")
    return [words for message in root.iter("Message") if (words := _words(message))]


def _words(message: ET.Element) -> str:
    inner = message.find("Body")
    found = message if inner is None else inner
    return "".join(found.itertext()).strip()
