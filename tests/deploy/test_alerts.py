"""Alerts and dashboard: every metric and label in them exists, and Prometheus's own tool agrees."""

import json
import re
import subprocess
from collections.abc import Iterator
from itertools import combinations
from pathlib import Path
from typing import Any, Final

import httpx2
from prometheus_client import REGISTRY

from tests.contract.servers import missing
from tests.deploy.site import DEPLOY
from tests.world.stack import Stack

ALERTS: Final = DEPLOY / "prometheus" / "alerts.yaml"
DASHBOARD: Final = DEPLOY / "grafana" / "asapcomms.json"
_METRIC: Final = re.compile(r"\b(?:asapcomms|messaging|http_server)_\w+(?=[\s{)\[]|$)")
_LABELS: Final = re.compile(r"by \(([^)]*)\)|(\w+)(?==~?\"|!=\")")


def promtool(*words: str, folder: Path) -> None:
    """Run it; what it says is shown where it is not content."""
    try:
        ran = subprocess.run(
            ["promtool", *words], cwd=folder, capture_output=True, text=True, check=False
        )
    except FileNotFoundError:
        missing("promtool (Debian's package prometheus)")
    assert 0 == ran.returncode, ran.stdout + ran.stderr


def panels() -> list[dict[str, Any]]:
    """Return the panels of the dashboard."""
    found: list[dict[str, Any]] = json.loads(DASHBOARD.read_text())["panels"]
    return found


def expressions() -> Iterator[str]:
    """Return every question of the dashboard and of the alerts."""
    for panel in panels():
        for target in panel["targets"]:
            yield target["expr"]
    parts = re.split(
        r"^\s+(?:- alert|expr|for|labels|annotations):", ALERTS.read_text(), flags=re.MULTILINE
    )
    yield from (part for part in parts if "asapcomms_" in part)


def test_every_metric_exists(service: Stack) -> None:
    """A name that is not told any more would never raise an alarm."""
    service.post()
    text = httpx2.get(f"{service.front.url}/metrics").text
    names = set()
    for name, kind in re.findall(r"^# TYPE (\S+) (\w+)$", text, re.MULTILINE):
        ends = ("_bucket", "_sum", "_count") if kind == "histogram" else ("",)
        names |= {f"{name}{end}" for end in ends}
    asked = {
        name
        for each in expressions()
        for name in _METRIC.findall(re.sub(r"by \([^)]*\)", "", each))
    }

    assert len(asked) >= 30
    assert set() == asked - names


def test_every_label_exists() -> None:
    """What a panel is split by is a label of what it shows."""
    declared = {
        label
        for collector in set(REGISTRY._names_to_collectors.values())
        for label in getattr(collector, "_labelnames", ())
    }
    gauges = {"kind", "state", "le"}
    asked = {
        label.strip()
        for each in expressions()
        for listed, one in _LABELS.findall(each)
        for label in (listed or one).split(",")
    }

    assert {"outcome", "kind", "le"} <= asked
    assert set() == asked - declared - gauges


def test_every_alert_can_be_raised() -> None:
    """Its test has a case in which it is, and one in which all is well."""
    promtool("check", "config", "prometheus.yaml", folder=ALERTS.parent)
    promtool("test", "rules", "alerts_test.yaml", folder=ALERTS.parent)

    alerts = set(re.findall(r"- alert: (\w+)", ALERTS.read_text()))
    tested = set(re.findall(r'alertname="(\w+)"', (ALERTS.parent / "alerts_test.yaml").read_text()))
    assert alerts == tested


def test_every_alert_has_its_paragraph() -> None:
    """Whoever is woken reads what to do."""
    said = (DEPLOY.parent / "docs" / "operating.md").read_text()

    for alert in re.findall(r"- alert: (\w+)", ALERTS.read_text()):
        assert f"`{alert}`" in said, alert


def test_every_question_can_be_asked(tmp_path: Path) -> None:
    """Prometheus can read each panel's."""
    rules = [
        {"record": f"panel:{number}", "expr": each.replace("$__rate_interval", "5m")}
        for number, each in enumerate(t["expr"] for panel in panels() for t in panel["targets"])
    ]
    (tmp_path / "panels.yaml").write_text(json.dumps({"groups": [{"name": "p", "rules": rules}]}))

    promtool("check", "rules", "panels.yaml", folder=tmp_path)


def test_no_two_panels_are_in_one_place() -> None:
    """The dashboard looks as it is written."""
    places = [panel["gridPos"] for panel in panels()]
    over = [
        (one, other)
        for one, other in combinations(places, 2)
        if one["x"] < other["x"] + other["w"]
        and other["x"] < one["x"] + one["w"]
        and one["y"] < other["y"] + other["h"]
        and other["y"] < one["y"] + one["h"]
    ]

    assert [] == over
    assert len(places) == len({panel["id"] for panel in panels()})
    assert all(place["x"] + place["w"] <= 24 for place in places)
