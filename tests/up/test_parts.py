"""Which parts are run, and in which order."""

from worker.demo import practice as database
from worker.settings import Settings
from worker.up.parts import afterwards, groundwork, service
from worker.up.plan import Part


def names(settings: Settings) -> list[str]:
    """Return the parts' names in the order of their start."""
    return [part.name for part in every_part(settings)]


def every_part(settings: Settings) -> list[Part]:
    """Return the parts in the order of their start."""
    return [*groundwork(settings), *service(settings, {}), *afterwards({})]


def test_what_is_stood_on_starts_first() -> None:
    """Redis and the database are ready before the processes that need them."""
    assert names(Settings()) == ["redis", "sandbox", "database", "worker", "web", "clock"]


def test_what_makes_work_stops_first() -> None:
    """No request is taken that nobody would serve."""
    stage = {part.name: part.stop_stage for part in every_part(Settings())}

    assert stage["web"] == stage["clock"] < stage["worker"] < stage["redis"] == stage["sandbox"]


def test_the_stop_takes_less_than_ten_seconds() -> None:
    """Even when no part heeds the request the stop has an end."""
    bounds: dict[int, float] = {}
    for part in every_part(Settings()):
        bounds[part.stop_stage] = max(bounds.get(part.stop_stage, 0), part.stop_seconds)

    assert sum(bounds.values()) < 10


def test_ones_own_redis_is_used() -> None:
    """With REDIS_URL no server is started."""
    assert "redis" not in names(Settings(redis_url="redis://127.0.0.1:6379"))


def test_ones_own_gateway_needs_no_sandbox() -> None:
    """With TWILIO_API_URL no sandbox is started."""
    assert "sandbox" not in names(Settings(twilio_api_url="https://api.twilio.com"))


def test_ones_own_database_gets_no_demo_practice() -> None:
    """An office's database is migrated, never filled with invented patients."""
    own = groundwork(Settings(database_url="sqlite:////srv/office.db"))[-1]
    demo = groundwork(Settings())[-1]

    assert own.command[1:] == ("migrate",)
    assert demo.command[1:] == ("-m", database.__name__)
