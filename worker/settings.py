"""Settings: read from the environment and from .env, checked at the start."""

import re
from enum import StrEnum
from functools import cached_property
from pathlib import Path
from typing import Annotated, Any, Literal, Self
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import (
    BaseModel,
    Field,
    NonNegativeInt,
    PositiveFloat,
    PositiveInt,
    SecretStr,
    ValidationError,
    field_validator,
    model_validator,
)
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict
from tzlocal import get_localzone_name

from worker.errors import CannotStart
from worker.rules.attempt import LEASE, UnknownPolicies, UnknownPolicy, read_policies
from worker.rules.quiet_hours import QuietHours

SANDBOX_ACCOUNT_SID = "AC" + "0" * 32
SANDBOX_AUTH_TOKEN = "sandbox"  # noqa: S105 - opens nothing but the sandbox
SANDBOX_NUMBER = "+15005550006"
"""The number that Twilio's own test credentials accept as a sender."""

_ACCOUNT_SID = re.compile(r"AC[0-9a-fA-F]{32}")
_SERVICE_SID = re.compile(r"MG[0-9a-fA-F]{32}")
_E164 = re.compile(r"\+[1-9]\d{6,14}")


class Permission(StrEnum):
    """What an API key may do; the names are Open Dental's."""

    READ_ALL = "ReadAll"
    TEXTING_ASAP = "TextingASAP"


class ApiKey(BaseModel, frozen=True):
    """A developer's key with a customer's key, and what the pair may do."""

    developer: SecretStr
    customer: SecretStr
    permissions: frozenset[Permission]

    @classmethod
    def parse(cls, text: str) -> "ApiKey":
        """Read ``developerKey/customerKey[:Permission+Permission]``; no permission means all."""
        pair, _, named = text.strip().partition(":")
        developer, slash, customer = pair.partition("/")
        if not (developer and slash and customer) or "/" in customer:
            raise ValueError("each key is written developerKey/customerKey[:Permission+Permission]")
        try:
            permissions = frozenset(Permission(name) for name in named.split("+") if name)
        except ValueError:
            known = " and ".join(Permission)
            raise ValueError(f"a permission is not known; there are {known}") from None
        return cls(
            developer=SecretStr(developer),
            customer=SecretStr(customer),
            permissions=permissions or frozenset(Permission),
        )


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
        description="SQLAlchemy URL of the database: sqlite:///, postgresql+psycopg:// or "
        "mysql+pymysql://. Empty: asapcomms.db in ASAPCOMMS_HOME.",
    )
    redis_url: str = Field(
        default="",
        description="The broker: redis://, rediss:// or unix://. Empty: the embedded server's "
        "socket in ASAPCOMMS_HOME.",
    )
    asapcomms_home: Path = Field(
        default=Path(".asapcomms"),
        description="Folder in which the embedded parts keep their data.",
    )
    port: int = Field(default=8000, ge=1, le=65535, description="Port of the web process.")
    public_url: str = Field(
        default="",
        description="Base of the links in texts and of the provider's callbacks. "
        "Empty: http://127.0.0.1:PORT.",
    )
    time_zone: str = Field(
        default_factory=get_localzone_name,
        description="IANA name of the office's time zone; Open Dental's times are its wall time.",
    )
    api_keys: Annotated[tuple[ApiKey, ...], NoDecode] = Field(
        default=(),
        description="Comma-separated developerKey/customerKey[:Permission+Permission]; permissions "
        "are ReadAll and TextingASAP, none named means both.",
    )
    require_subscription: bool = Field(
        default=True,
        description="Refuse offers while Web Sched ASAP or Integrated Texting is off in the "
        "office's preferences. Turn it off where this service replaces the vendor's.",
    )
    twilio_account_sid: str = Field(
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
    twilio_messaging_service_sid: str = Field(
        default="", description="Messaging Service that sends; goes before TWILIO_FROM_NUMBER."
    )
    twilio_from_number: str = Field(
        default=SANDBOX_NUMBER, description="Number that sends, as +15035550100."
    )
    twilio_api_url: str = Field(
        default="https://api.twilio.com",
        description="Base URL of Twilio or of anything that speaks its API.",
    )
    sandbox_port: int = Field(default=8010, ge=1, le=65535, description="Port of the sandbox.")
    post_wait_seconds: PositiveFloat = Field(
        default=10, description="How long a POST waits for its outcome before it answers 202."
    )
    unknown_looks_seconds: Annotated[tuple[PositiveFloat, ...], NoDecode] = Field(
        default=(15, 60, 180),
        description="Seconds after a call without an answer at which the provider is asked "
        "whether it has the text.",
    )
    unknown_policy: Annotated[UnknownPolicies, NoDecode] = Field(
        default=UnknownPolicies(UnknownPolicy.RESEND),
        description="What happens when the provider never had the text at any look: resend sends "
        "it again if the slot still allows, never gives it up, insured sends it again for six "
        "minutes later and calls that off if the first one shows up. Clinics may differ, by "
        "ClinicNum: resend,2:never,5:insured.",
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
    booking_buffer_minutes: NonNegativeInt = Field(
        default=0,
        description="No text about an opening that is closer than this to the patient's own "
        "scheduled appointment; 0 texts about any.",
    )
    keep_blockouts: bool = Field(
        default=True,
        description="Keep the blockout of an opening on the schedule for ever, as Open Dental "
        "does; false removes it when nobody can answer any more.",
    )
    quiet_hours: Annotated[QuietHours | None, NoDecode] = Field(
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
    texts_per_week: int = Field(
        default=0,
        ge=0,
        description="Offers to one patient in seven days at most; the limit of a day is Open "
        "Dental's own preference. 0: no limit.",
    )
    segments_per_clinic_and_month: int = Field(
        default=0,
        ge=0,
        description="Segments of one clinic in a calendar month at most, against a surprising "
        "bill. 0: no limit.",
    )
    log_format: Literal["auto", "console", "json"] = Field(
        default="auto", description="auto is console on a terminal and JSON elsewhere."
    )

    @field_validator("api_keys", mode="before")
    @classmethod
    def _read_keys(cls, value: object) -> object:
        if not isinstance(value, str):
            return value
        return tuple(ApiKey.parse(part) for part in value.split(",") if part.strip())

    @field_validator("unknown_looks_seconds", mode="before")
    @classmethod
    def _read_looks(cls, value: object) -> object:
        return tuple(value.split(",")) if isinstance(value, str) else value

    @field_validator("unknown_looks_seconds")
    @classmethod
    def _looks_rise(cls, value: tuple[float, ...]) -> tuple[float, ...]:
        if not value or list(value) != sorted(set(value)):
            raise ValueError("must be rising numbers of seconds such as 15,60,180")
        if value[-1] < LEASE.total_seconds():
            raise ValueError(
                f"must end at {LEASE.total_seconds():g} or later: until then a slow call may still "
                "reach the provider, and its text would be sent twice"
            )
        return value

    @field_validator("quiet_hours", mode="before")
    @classmethod
    def _read_quiet_hours(cls, value: object) -> object:
        return QuietHours.parse(value) if isinstance(value, str) else value

    @field_validator("unknown_policy", mode="before")
    @classmethod
    def _read_policies(cls, value: object) -> object:
        return read_policies(value) if isinstance(value, str) else value

    @model_validator(mode="after")
    def _insurance_is_possible(self) -> Self:
        wanted = {self.unknown_policy.everywhere, *self.unknown_policy.of_clinic.values()}
        if UnknownPolicy.INSURED in wanted and not self.twilio_messaging_service_sid:
            raise ValueError(
                "UNKNOWN_POLICY insured needs TWILIO_MESSAGING_SERVICE_SID: only a Messaging "
                "Service keeps a text for later"
            )
        return self

    @field_validator("asapcomms_home")
    @classmethod
    def _fits_into_urls(cls, value: Path) -> Path:
        if set("?#%") & set(str(value.absolute())):
            raise ValueError("must be a folder without ?, # and % in its path")
        return value

    @field_validator("time_zone")
    @classmethod
    def _zone_exists(cls, value: str) -> str:
        try:
            ZoneInfo(value)
        except (ZoneInfoNotFoundError, ValueError, OSError):
            raise ValueError("must be an IANA time zone such as America/Los_Angeles") from None
        return value

    @field_validator("twilio_account_sid")
    @classmethod
    def _account_sid(cls, value: str) -> str:
        if not _ACCOUNT_SID.fullmatch(value):
            raise ValueError("must be AC and 32 hexadecimal digits")
        return value

    @field_validator("twilio_messaging_service_sid")
    @classmethod
    def _service_sid(cls, value: str) -> str:
        if value and not _SERVICE_SID.fullmatch(value):
            raise ValueError("must be MG and 32 hexadecimal digits")
        return value

    @field_validator("twilio_from_number")
    @classmethod
    def _from_number(cls, value: str) -> str:
        if value and not _E164.fullmatch(value):
            raise ValueError("must be a number with + and country code such as +15035550100")
        return value

    @field_validator("redis_url")
    @classmethod
    def _redis_scheme(cls, value: str) -> str:
        if value and not value.startswith(("redis://", "rediss://", "unix://")):
            raise ValueError("must begin with redis://, rediss:// or unix://")
        return value

    @field_validator("public_url", "twilio_api_url")
    @classmethod
    def _http_base(cls, value: str) -> str:
        if value and not value.startswith(("http://", "https://")):
            raise ValueError("must begin with http:// or https://")
        return value.rstrip("/")

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
    def callback_tokens(self) -> tuple[str, ...]:
        """The tokens that callbacks may be signed with; everybody knows the sandbox's.

        It is good where the sandbox stands in Twilio's place, and nowhere else.
        """
        tokens = (self.twilio_auth_token, self.twilio_secondary_auth_token)
        told = tuple(token.get_secret_value() for token in tokens)
        is_twilio = self.twilio_api_url == type(self).model_fields["twilio_api_url"].default
        return tuple(
            token for token in told if token and not (is_twilio and token == SANDBOX_AUTH_TOKEN)
        )

    @property
    def sender_key(self) -> str:
        """What the sender is called where it is stopped and paced."""
        return self.twilio_messaging_service_sid or self.twilio_from_number

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


def _reason(detail: Any) -> str:  # noqa: ANN401 - pydantic's ErrorDetails
    name = str(detail["loc"][0]).upper() if detail["loc"] else "Settings"
    said = str(detail["msg"]).removeprefix("Value error, ")
    reason = said.replace("Input should be", "must be")
    return f"{name} {reason[:1].lower()}{reason[1:]}."
