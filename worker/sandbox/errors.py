"""Twilio's error codes, with their HTTP status and their words, as far as the sandbox gives them."""

from collections import defaultdict
from collections.abc import Mapping

_ERRORS: Mapping[int, tuple[int, str]] = {
    20001: (400, "{reason}"),
    20003: (401, "Authenticate"),
    20004: (405, "Method not allowed"),
    20009: (409, "Cannot delete this resource before it is complete"),
    20404: (404, "The requested resource {path} was not found"),
    20413: (413, "The request is larger than {limit} bytes"),
    20429: (429, "Too Many Requests"),
    20500: (500, "An internal server error has occurred"),
    20503: (503, "The service is unavailable"),
    21211: (400, "The 'To' number {to} is not a valid phone number."),
    21212: (400, "The 'From' number {sender} is not a valid phone number, shortcode, or alphanumeric sender ID."),
    21408: (400, "Permission to send an SMS has not been enabled for the region indicated by the 'To' number: {to}."),
    21602: (400, "Message body is required."),
    21603: (400, "A 'From' phone number is required."),
    21604: (400, "A 'To' phone number is required."),
    21606: (400, "The 'From' phone number provided ({sender}) is not a valid message-capable Twilio phone number for this destination."),
    21609: (400, "The 'StatusCallback' URL {url} is not a valid URL."),
    21610: (400, "Attempt to send to unsubscribed recipient"),
    21611: (400, "This 'From' number {sender} has exceeded the maximum number of queued messages."),
    21612: (400, "The 'To' phone number: {to}, is not currently reachable using the 'From' phone number: {sender} via SMS."),
    21614: (400, "'To' number: {to}, is not a valid mobile number"),
    21617: (400, "The concatenated message body exceeds the 1600 character limit"),
    21624: (400, "Invalid validity period value"),
    21705: (400, "The Messaging Service Sid {service} is invalid."),
    30409: (409, "This message cannot be canceled"),
    35111: (400, "SendAt timestamp is missing"),
    35114: (400, "Scheduling does not support this timestamp"),
    35115: (400, "SendAt time must be between 300 seconds and 35 days (3024000 seconds) in the future"),
    35126: (400, "The ScheduleType value provided is not supported for this channel"),
}  # fmt: skip


_NOT_LISTED = (400, "The message could not be created.")


class TwilioError(Exception):
    """A request that Twilio would refuse, with the answer it would give."""

    def __init__(self, code: int, *, retry_after: int | None = None, **words: str) -> None:
        self.code = code
        self.retry_after = retry_after
        self.status, sentence = _ERRORS.get(code, _NOT_LISTED)
        self.sentence = sentence.format_map(defaultdict(str, words))
        super().__init__(self.sentence)

    def body(self) -> dict[str, object]:
        """The JSON that Twilio sends with the status."""
        return {
            "code": self.code,
            "message": self.sentence,
            "more_info": f"https://www.twilio.com/docs/errors/{self.code}",
            "status": self.status,
        }

    def headers(self) -> dict[str, str]:
        """The headers that Twilio sends beside the usual ones."""
        return {} if self.retry_after is None else {"Retry-After": str(self.retry_after)}
