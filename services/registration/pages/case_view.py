"""The history of a case in words."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from services.registration.queries.cases import Event
from shared.errors import Reason
from shared.web import t
from shared.web.language import current_texts
from shared.web.problems import told

OF_EVENTS = ("heard", "too_late", "interrupted")


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the timeline."""

    at: datetime
    title: str
    text: str
    rule: str | None
    by: str | None


def timeline(history: Iterable[Event]) -> Sequence[Entry]:
    """What happened, when, why, by whom, by which rule."""
    events = list(history)
    said = [one for before, one in zip([None, *events], events, strict=False) if not _repeats(before, one)]
    return [Entry(e.at, t(f"history.{e.what}", what=_what(e)), _detail(e.detail), _rule(e), e.by) for e in said]


def _repeats(before: Event | None, one: Event) -> bool:
    """A wait that is over right after what it waited for came in says nothing new."""
    return one.what == "done" and before is not None and before.what == "heard" and not (one.detail or one.rules)


def step_text(label: str) -> str:
    """A step of the workflow in the reader's language."""
    return _known(f"process.{label.replace(' ', '_')}", label)


def event_text(name: str) -> str:
    """An event of the workflow in the reader's language."""
    return _known(f"event.{name.replace('.', '_')}", name)


def _what(event: Event) -> str:
    if event.what in OF_EVENTS:
        return event_text(event.label)
    if event.what == "ended":
        return _known(f"status.{event.label}", event.label)
    return step_text(event.label)


def _known(key: str, otherwise: str) -> str:
    return t(key) if current_texts().has(key) else otherwise


def _rule(event: Event) -> str | None:
    return event.rules.split(", ")[0] if event.rules else None


def _detail(detail: dict[str, Any]) -> str:
    said = []
    if "until" in detail:
        said.append(t("case.until", until=datetime.fromisoformat(detail["until"])))
    if "dated" in detail:
        said.append(t("case.dated", date=date.fromisoformat(detail["dated"])))
    said += [told(Reason(r["code"], r["rule"], r["params"]))["text"] for r in detail.get("reasons", ())]
    return "; ".join(said)
