"""A text as Twilio's Messages API shows it: every published field, with its type and format."""

from datetime import datetime
from email.utils import format_datetime

from worker.sandbox.course import standing
from worker.sandbox.message import Message

API_VERSION = "2010-04-01"


def messages_path(account_sid: str) -> str:
    """Path of an account's texts, without its ending."""
    return f"/{API_VERSION}/Accounts/{account_sid}/Messages"


def resource(message: Message, now: datetime) -> dict[str, object]:
    """Build the JSON of one text as it stands now."""
    stands = standing(message, now)
    path = f"{messages_path(message.account_sid)}/{message.sid}"
    return {
        "account_sid": message.account_sid,
        "api_version": API_VERSION,
        "body": message.body,
        "date_created": format_datetime(message.received_at),
        "date_sent": format_datetime(stands.sent_at) if stands.sent_at else None,
        "date_updated": format_datetime(max(stands.since, message.redacted_at or stands.since)),
        "direction": message.direction,
        "error_code": message.fate.code if stands.has_failed else None,
        "error_message": message.fate.meaning if stands.has_failed else None,
        "from": message.sender if stands.has_sender else None,
        "messaging_service_sid": message.service_sid,
        "num_media": str(message.media),
        "num_segments": str(message.segments) if stands.has_sender else "0",
        "price": None,
        "price_unit": "USD",
        "sid": message.sid,
        "status": stands.status,
        "subresource_uris": {"media": f"{path}/Media.json"},
        "to": message.to,
        "uri": f"{path}.json",
    }


def receipt(message: Message, now: datetime) -> dict[str, object]:
    """Build what a test wants to know of a text: what arrived, and when to the microsecond."""
    shown = resource(message, now)
    return {
        "sid": message.sid,
        "to": message.to,
        "from": message.sender,
        "messaging_service_sid": message.service_sid,
        "body": message.body,
        "status": shown["status"],
        "num_segments": str(message.segments),
        "date_created": shown["date_created"],
        "received_at": message.received_at.isoformat(timespec="microseconds"),
        "parameters": message.parameters,
        "direction": message.direction,
        "error_code": shown["error_code"],
        "reported_at": message.reported_at and message.reported_at.isoformat(),
        "report": message.report,
        "deleted": message.deleted_at is not None,
    }
