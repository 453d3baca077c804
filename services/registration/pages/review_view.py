"""An expulsion review in words: its ground, what is held against him, the evidence, who has to act (R11.1, R11.2)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from services.registration.domain.reviews import LETTERS
from services.registration.models.review_effects import ReviewEffect
from services.registration.models.reviews import Review, ReviewFact
from services.registration.pages.case_view import step_text
from services.registration.queries.reviews import Evidence
from services.registration.review_words import in_words
from shared.web import current_language, t
from shared.workflow import Choose, Workflow
from shared.workflow.definition import Step
from shared.workflow.tables import Case

TEXT = "text:"


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
    return in_words(fact.says, current_language())


def effect_in_words(what: str, says: Mapping[str, Any]) -> str:
    """``course (course: MATH 1; ended: left)``: what an order did, or what came back of it."""
    said = in_words(says, current_language())
    return t(f"effect.{what}") + (f" ({said})" if said else "")


def effect_lines(effects: Iterable[ReviewEffect]) -> list[Done]:
    """What an order did and what a revoking order gave back, in words."""
    return [Done(one, effect_in_words(one.what, one.says)) for one in effects]


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
