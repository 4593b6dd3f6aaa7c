"""Settings: read from the environment and from .env, checked at the start."""

from collections.abc import Mapping
from functools import cached_property
from ipaddress import ip_address
from pathlib import Path
from typing import Annotated, Any, Final, Literal
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from pydantic import (
    Field,
    NonNegativeInt,
    PositiveFloat,
    PositiveInt,
    SecretStr,
    ValidationError,
)
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict
from tzlocal import get_localzone_name

from schemas.messages import NAMESPACE
from worker.errors import CannotStart
from worker.rules.attempt import UnknownPolicies, UnknownPolicy
from worker.setting_kinds import (
    AccountSid,
    ApiKeys,
    Home,
    HttpBase,
    HttpBases,
    Looks,
    Networks,
    Number,
    Policies,
    Quiet,
    RedisUrl,
    ServiceSid,
    ZoneName,
)

SANDBOX_ACCOUNT_SID = "AC" + "0" * 32
SANDBOX_AUTH_TOKEN = "sandbox"  # noqa: S105 - opens nothing but the sandbox
SANDBOX_NUMBER = "+15005550006"
"""The number that Twilio's own test credentials accept as a sender."""

HTTP_PORT = 80

_UTC = frozenset({"UTC", "UCT", "GMT", "Zulu", "Universal", "Greenwich"}) | {
    f"Etc/{name}" for name in ("UTC", "UCT", "GMT", "Zulu", "Universal", "Greenwich")
}

_WORDS: Final = {
    **dict.fromkeys(
        ("int_parsing", "int_type", "int_from_float", "int_parsing_size"), "must be a whole number"
    ),
    **dict.fromkeys(("float_parsing", "float_type", "finite_number"), "must be a number"),
    **dict.fromkeys(("bool_parsing", "bool_type"), "must be true or false"),
    "greater_than": "must be more than {gt:g}",
    "greater_than_equal": "must be {ge:g} or more",
    "less_than": "must be less than {lt:g}",
    "less_than_equal": "must be {le:g} or less",
    "literal_error": "must be {expected}",
}
"""What is wrong with a setting, in our own words instead of the library's."""


class Settings(BaseSettings):
    """Every setting, its default and what it means."""

    model_config = SettingsConfigDict(
        env_file=".env",
        env_ignore_empty=True,
        extra="ignore",
        frozen=True,
        hide_input_in_errors=True,
    )

    database_url: str = Field(
        default="",
        description="URL of the database as platforms hand it out: sqlite:///, postgresql:// or "
        "mysql://. Empty: asapcomms.db in ASAPCOMMS_HOME.",
    )
    database_connections: PositiveInt = Field(
        default=30,
        description="Connections to the database that one process has at most; a worker uses "
        "about ten of them, web as many as it has requests at once.",
    )
    database_lock_seconds: PositiveInt = Field(
        default=10,
        description="How long PostgreSQL, MariaDB or MySQL lets a row that another holds be waited "
        "for, before a request is answered with 503 or a text is left for later.",
    )
    database_prepared: bool = Field(
        default=True,
        description="Let PostgreSQL prepare statements. A PgBouncer between is noticed, and then "
        "nothing is prepared; false is for poolers that hide.",
    )
    redis_url: RedisUrl = Field(
        default="",
        description="The broker: redis://, rediss:// or unix://; redis+sentinel://a:26379,b:26379/name/0 "
        "where Sentinels say which server it is. Empty: the embedded server's socket in "
        "ASAPCOMMS_HOME.",
    )
    queue_namespace: str = Field(
        default=NAMESPACE,
        pattern=r"^[A-Za-z0-9_.-]+$",
        description="What the names of all keys of the queues in Redis begin with. Two deployments "
        "that share a Redis database need one each, and producers name it to their broker.",
    )
    asapcomms_home: Home = Field(
        default=Path(".asapcomms"),
        description="Folder in which the embedded parts keep their data.",
    )
    port: int = Field(default=8000, ge=1, le=65535, description="Port of the web process.")
    public_url: HttpBase = Field(
        default="",
        description="Base of the links in texts and of the provider's callbacks. "
        "Empty: http://127.0.0.1:PORT.",
    )
    previous_public_urls: Annotated[HttpBases, NoDecode] = Field(
        default=(),
        description="Comma-separated addresses that PUBLIC_URL had before: links and callbacks of "
        "texts that were sent under them still work, as long as they lead here.",
    )
    time_zone: ZoneName = Field(
        default_factory=get_localzone_name,
        description="IANA name of the office's time zone; Open Dental's times are its wall time.",
    )
    api_keys: Annotated[ApiKeys, NoDecode] = Field(
        default=(),
        description="Comma-separated developerKey/customerKey[:Permission+Permission]; permissions "
        "are ReadAll, TextingASAP and Webhooks; none named means the first two. Keys made by `asapcomms keys` need no "
        "setting.",
    )
    api_throttle: Literal["none", "opendental"] = Field(
        default="none",
        description="With opendental a key may call as often as with Open Dental's own API: once in "
        "5 seconds if it only reads, once a second if it may text; who calls sooner is answered with "
        "429. Each web process counts for itself.",
    )
    require_subscription: bool = Field(
        default=True,
        description="Refuse offers while Web Sched ASAP or Integrated Texting is off in the "
        "office's preferences. Turn it off where this service replaces the vendor's.",
    )
    twilio_account_sid: AccountSid = Field(
        default=SANDBOX_ACCOUNT_SID, description="Twilio account. Default: the sandbox's."
    )
    twilio_auth_token: SecretStr = Field(
        default=SecretStr(SANDBOX_AUTH_TOKEN), description="Twilio's primary token."
    )
    twilio_secondary_auth_token: SecretStr = Field(
        default=SecretStr(""),
        description="Twilio's secondary token: callbacks signed with it are good as well, so that "
        "tokens can be changed without losing any.",
    )
    twilio_messaging_service_sid: ServiceSid = Field(
        default="", description="Messaging Service that sends; goes before TWILIO_FROM_NUMBER."
    )
    twilio_from_number: Number = Field(
        default=SANDBOX_NUMBER, description="Number that sends, as +15035550100."
    )
    twilio_api_url: HttpBase = Field(
        default="https://api.twilio.com",
        description="Base URL of Twilio or of anything that speaks its API.",
    )
    sandbox_port: int = Field(default=8010, ge=1, le=65535, description="Port of the sandbox.")
    post_wait_seconds: PositiveFloat = Field(
        default=10, description="How long a POST waits for its outcome before it answers 202."
    )
    unknown_looks_seconds: Annotated[Looks, NoDecode] = Field(
        default=(15, 60, 180),
        description="Seconds after a call without an answer at which the provider is asked "
        "whether it has the text; the last is 60 or more.",
    )
    unknown_policy: Annotated[Policies, NoDecode] = Field(
        default=UnknownPolicies(UnknownPolicy.RESEND),
        description="What becomes of a text that the provider never had at any look: with resend "
        "it is sent again if the slot still allows, with never it is given up. Clinics may differ, "
        "by ClinicNum: resend,2:never.",
    )
    max_attempts: PositiveInt = Field(
        default=10,
        description="How often work on a request or a text is begun, when whoever does it dies "
        "over it each time, before it is given up with its reason.",
    )
    keep_days: NonNegativeInt = Field(
        default=400,
        description="Days after which this service's own rows of finished work are removed; the "
        "record of consent stays for ever, and 0 keeps everything.",
    )
    last_accept_minutes: NonNegativeInt = Field(
        default=5, description="A patient cannot accept an opening later than this before it."
    )
    most_days_ahead: NonNegativeInt = Field(
        default=365,
        le=36_500,
        description="An opening that is further away than this many days is refused: its year is "
        "likely a slip. 0: any day.",
    )
    booking_buffer_minutes: NonNegativeInt = Field(
        default=0,
        description="No text about an opening that is closer than this to the patient's own "
        "scheduled appointment; 0 texts about any.",
    )
    who_came_too_late_first: bool = Field(
        default=False,
        description="Whether an opening for a list is offered first to those who accepted one in the "
        "last 30 days that was gone.",
    )
    keyword_replies: Literal["twilio", "asapcomms"] = Field(
        default="twilio",
        description="Who answers texts that are nothing but STOP, START or HELP (or their kin): "
        "twilio does so by itself; asapcomms is for accounts where Twilio's opt-out keywords are "
        "switched off. What patients say in other words is always answered here.",
    )
    webhook_networks: Annotated[Networks, NoDecode] = Field(
        default=(),
        description="Networks of your own to which webhooks may go, as 10.1.0.0/16; else they go to "
        "public addresses only, and by https.",
    )
    keep_blockouts: bool = Field(
        default=True,
        description="Keep the blockout of an opening on the schedule for ever, as Open Dental "
        "does; false removes it when nobody can answer any more.",
    )
    quiet_hours: Annotated[Quiet, NoDecode] = Field(
        default=None,
        description="Hours without texts on the patient's clock, as 21:00-08:00, on top of the "
        "office's send window; where the patient is, is read off the area code. Empty: none.",
    )
    segments_per_second: float = Field(
        default=0,
        ge=0,
        description="How fast texts are handed over, in segments, so that a carrier's limit is "
        "kept: 3.75 for a low-volume campaign. 0: as fast as they come; Twilio keeps them in line.",
    )
    texts_per_week: NonNegativeInt = Field(
        default=0,
        description="Offers to one patient in seven days at most; the limit of a day is Open "
        "Dental's own preference. 0: no limit.",
    )
    segments_per_clinic_and_month: NonNegativeInt = Field(
        default=0,
        description="Segments of one clinic in a calendar month at most, against a surprising "
        "bill. 0: no limit.",
    )
    worker_metrics_port: int = Field(
        default=0,
        ge=0,
        le=65_000,
        description="Port of a worker's /metrics and /livez; its second process takes the next one, "
        "and so on. 0: none.",
    )
    clock_metrics_port: int = Field(
        default=0,
        ge=0,
        le=65_535,
        description="Port of a clock's /metrics and /livez. 0: none.",
    )
    metrics_host: str = Field(
        default="127.0.0.1",
        description="Address on which these ports are opened. Nobody is asked for a key there, so "
        "open them to a network of your own at most.",
    )
    log_format: Literal["auto", "console", "json"] = Field(
        default="auto", description="auto is console on a terminal and JSON elsewhere."
    )

    @property
    def home(self) -> Path:
        """The data folder, as an absolute path."""
        return self.asapcomms_home.expanduser().absolute()

    @property
    def database(self) -> str:
        """The database's URL, with the embedded default filled in."""
        return self.database_url or f"sqlite:///{self.home / 'asapcomms.db'}"

    @property
    def redis_socket(self) -> Path:
        """Where the embedded Redis server listens."""
        return self.home / "redis.sock"

    @property
    def redis(self) -> str:
        """The broker's URL, with the embedded default filled in."""
        return self.redis_url or f"unix://{self.redis_socket}"

    @property
    def base_url(self) -> str:
        """The base of links and callbacks, with the default filled in."""
        return self.public_url or f"http://127.0.0.1:{self.port}"

    @property
    def base_urls(self) -> tuple[str, ...]:
        """Every base of links and callbacks that may still be called, the present one first."""
        return (self.base_url, *self.previous_public_urls)

    @property
    def names_account(self) -> bool:
        """Whether anything of an account of the office's own is told."""
        return (
            self.twilio_account_sid != SANDBOX_ACCOUNT_SID
            or self.twilio_auth_token.get_secret_value() != SANDBOX_AUTH_TOKEN
        )

    @property
    def sends_from_machine(self) -> bool:
        """Whether texts may leave this machine: not where the provider's stand-in is here too."""
        return not is_loopback(urlsplit(self.twilio_api_url).hostname or "")

    @property
    def sends_to_sandbox(self) -> bool:
        """Whether the provider is this machine's sandbox, however its address is spelt."""
        port = urlsplit(self.twilio_api_url).port or HTTP_PORT
        return not self.sends_from_machine and port == self.sandbox_port

    @property
    def callback_tokens(self) -> tuple[str, ...]:
        """The tokens that callbacks may be signed with; everybody knows the sandbox's.

        It is good where this machine's sandbox stands in Twilio's place, and nowhere else.
        """
        tokens = (self.twilio_auth_token, self.twilio_secondary_auth_token)
        told = tuple(token.get_secret_value() for token in tokens)
        return tuple(
            token
            for token in told
            if token and (self.sends_to_sandbox or token != SANDBOX_AUTH_TOKEN)
        )

    @property
    def sender_key(self) -> str:
        """What the sender is called where it is stopped and paced."""
        return self.twilio_messaging_service_sid or self.twilio_from_number

    @property
    def guesses_zone(self) -> bool:
        """Whether the office's zone is this machine's only because nobody has named one.

        A machine that keeps UTC is a server, and says nothing of where the office is.
        """
        return "time_zone" not in self.model_fields_set and self.time_zone in _UTC

    @cached_property
    def zone(self) -> ZoneInfo:
        """The office's time zone."""
        return ZoneInfo(self.time_zone)


def load_settings() -> Settings:
    """Read the settings; raises CannotStart with each wrong name and its reason."""
    try:
        return Settings()
    except ValidationError as error:
        raise CannotStart("\n".join(_reason(detail) for detail in error.errors())) from None
    except (OSError, UnicodeError):
        raise CannotStart(
            "The file .env in this folder cannot be read: make it a text file in UTF-8 that this "
            "user may read."
        ) from None


def is_loopback(host: str) -> bool:
    """Say whether a host is this machine itself."""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _reason(detail: Mapping[str, Any]) -> str:
    """Return a sentence that begins with the setting's name; what was written is not repeated."""
    name = str(detail["loc"][0]).upper() if detail["loc"] else ""
    if detail["type"] == "value_error":
        said = str(detail["ctx"]["error"])
    else:
        words = _WORDS.get(detail["type"], "cannot be understood")
        said = words.format(**detail.get("ctx", {})).replace("'", "")
    return f"{name} {said}.".strip()
