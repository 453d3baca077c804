"""An expulsion review in words: its ground, what is held against him, the evidence, who has to act (R11.1, R11.2)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from services.registration.domain.reviews import LETTERS
from services.registration.models.review_effects import ReviewEffect
from services.registration.models.reviews import Review, ReviewFact
from services.registration.pages.case_view import step_text
from services.registration.queries.reviews import Evidence
from shared.i18n import meant, show
from shared.web import current_language, t
from shared.web.language import current_texts
from shared.workflow import Choose, Workflow
from shared.workflow.definition import Step
from shared.workflow.tables import Case

TEXT = "text:"
CODES = ("status", "reason", "closed_because", "state", "way", "funding", "cured", "before", "now", "sheet", "why")
"""What a fact says by a code of its source."""
KEYS = ("case",)
"""What only programs read."""
FIRST = (
    "course",
    "number",
    "before",
    "now",
    "mark",
    "percent",
    "missed",
    "held",
    "status",
    "state",
    "reason",
    "amount",
)
"""What is read first of a fact; the rest as its source has it."""
WORDS = ("review_code", "status", "debt_reason", "standing", "reason")
"""Where the words of a code may stand."""


@dataclass(frozen=True, slots=True)
class Line:
    """A fact as it is read: where it comes from, what it says, as of when; later looks beside it."""

    source: str
    what: str
    says: str
    as_of: datetime
    later: Sequence[tuple[datetime, str]]
    is_new: bool
    """It was not there when the evidence was frozen."""


@dataclass(frozen=True, slots=True)
class Done:
    """An effect of an order as it is read."""

    effect: ReviewEffect
    words: str


def ground_text(ground: str) -> str:
    """The ground with its letter."""
    return f"{t(f'ground.{ground}')} (R11.2{LETTERS[ground]})"


def waits_text(label: str) -> str:
    """At what it waits; after the end, nothing."""
    return step_text(label) if label else ""


def held_against(row: Review) -> str:
    """What is held against him, as the opener wrote it, or as the event says."""
    return t(row.what.removeprefix(TEXT)) if row.what.startswith(TEXT) else row.what


def evidence_lines(evidence: Iterable[Evidence]) -> list[Line]:
    """The frozen facts in words, each with what was seen later."""
    return [_line(one) for one in evidence]


def _line(one: Evidence) -> Line:
    fact = one.fact
    later = [(each.as_of, facts_in_words(each)) for each in one.later if each is not fact]
    return Line(
        t(f"review_source.{fact.source}"), t(f"review_fact.{fact.what}"), facts_in_words(fact), fact.as_of, later,
        one.frozen is None,
    )  # fmt: skip


def facts_in_words(fact: ReviewFact) -> str:
    """``course: MATH 1; mark: F; on: 12 June 2026``; what is not known is left out."""
    return _in_words(fact.says)


def effect_in_words(what: str, says: Mapping[str, Any]) -> str:
    """``course (course: MATH 1; ended: left)``: what an order did, or what came back of it."""
    said = _in_words(says)
    return t(f"effect.{what}") + (f" ({said})" if said else "")


def effect_lines(effects: Iterable[ReviewEffect]) -> list[Done]:
    """What an order did and what a revoking order gave back, in words."""
    return [Done(one, effect_in_words(one.what, one.says)) for one in effects]


def _in_words(says: Mapping[str, Any]) -> str:
    return "; ".join(f"{_named(name)}: {value}" for name, value in _values(says))


def _values(says: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for name, written in sorted(says.items(), key=lambda one: FIRST.index(one[0]) if one[0] in FIRST else len(FIRST)):
        if written not in (None, "") and name not in KEYS:
            yield name, _coded(str(written)) if name in CODES else show(meant(str(written)), current_language())


def _named(name: str) -> str:
    key = f"review_says.{name}"
    return t(key) if current_texts().has(key) else name.replace("_", " ")


def _coded(codes: str) -> str:
    """One code, or several one after the other."""
    return ", ".join(_word(code) for code in codes.split(", "))


def _word(code: str) -> str:
    for group in WORDS:
        if current_texts().has(f"{group}.{code}"):
            return t(f"{group}.{code}")
    return code.replace("_", " ")


def who_acts(workflow: Workflow, case: Case) -> str:
    """Who has to act at the step where the case waits; nobody where it runs by itself, or is over."""
    if case.state != "running":
        return ""
    step = _step(workflow, case)
    return t(f"review_who.{step.by}") if isinstance(step, Choose) else ""


def _step(workflow: Workflow, case: Case) -> Step | None:
    if not case.path:
        return workflow.steps[case.step] if case.step < len(workflow.steps) else None
    taken = next((path for contract, path in workflow.interrupts.items() if contract.name == case.path), None)
    return taken.steps[case.step] if taken is not None and case.step < len(taken.steps) else None
