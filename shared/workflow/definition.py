"""The words of a workflow. A definition only says what happens; the engine makes it happen.

Functions named here take the session and a **list** of cases (the rows of ``Workflow.case``), so that a thousand cases
cost a few statements. Those that may stop a case answer with a verdict for the cases they stop; silence is "go on".
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from shared.contracts.base import Message
from shared.errors import Cause

Cases = Sequence[Any]
Said = Sequence[tuple[Any, Any]]
"""Pairs of a case and the message that came for it."""


@dataclass(frozen=True, slots=True)
class GoOn:
    """The case goes on with the next step."""


@dataclass(frozen=True, slots=True)
class Stay:
    """What came does not settle the step: the case waits on."""


@dataclass(frozen=True, slots=True)
class Ends:
    """The case ends this way; before the money is in, its steps are undone in reverse order."""

    way: str
    reasons: tuple[Cause, ...] = ()


Verdict = GoOn | Stay | Ends
Verdicts = Mapping[UUID, Verdict] | None
Act = Callable[[Session, Cases], Verdicts]
Take = Callable[[Session, Said], Verdicts]
Words = Callable[[Session, Cases], Iterable[Message]]


@dataclass(frozen=True, slots=True)
class Do:
    """Local work, in the transaction of the step. ``unless``: in this case there is none, and nothing is noted."""

    label: str
    act: Act
    undo: Do | Tell | None = None
    unless: Callable[[Any], bool] | None = None


@dataclass(frozen=True, slots=True)
class Tell:
    """Say something to another service, or to people, and go on. ``unless``: there is nothing to say in this case."""

    label: str
    words: Words
    undo: Do | Tell | None = None
    unless: Callable[[Any], bool] | None = None


@dataclass(frozen=True, slots=True)
class Ask:
    """Ask another service and wait. No answer ``within`` a span is shown to the office; nothing is taken for it.

    ``reply`` may be several, of which one comes. ``unless``: there is nothing to ask about this case.
    """

    label: str
    words: Words
    reply: type[Message] | tuple[type[Message], ...]
    within: timedelta
    refused_by: type[Message] | None = None
    refused_way: str = ""
    takes: Take | None = None
    unless: Callable[[Any], bool] | None = None
    undo: Do | Tell | None = None

    @property
    def replies(self) -> tuple[type[Message], ...]:
        """What answers it, refusals apart."""
        return self.reply if isinstance(self.reply, tuple) else (self.reply,)


@dataclass(frozen=True, slots=True)
class At:
    """Wait for a moment of the office's clock. ``takes_away``: what follows may take something from people (R13.1)."""

    label: str
    moment: Callable[[Any], datetime]
    takes_away: bool = False
    undo: Do | Tell | None = None


@dataclass(frozen=True, slots=True)
class Await:
    """Wait for an event, or for the first of several.

    ``until``: its absence is acted on then (the case ends ``else_way``), but only after the event ``once`` is in, which
    tells that the facts which could save the person are known (R13.1). If they are not known by ``facts_by``, the
    person of ``overdue_facts`` decides (R8.4). ``unless``: the step does not concern this case. ``dated`` names the
    date of the first of the events that counts, for the history.
    """

    label: str
    events: tuple[type[Message], ...]
    takes: Take | None = None
    unless: Callable[[Any], bool] | None = None
    until: Callable[[Any], datetime | None] | None = None
    else_way: str = ""
    once: type[Message] | None = None
    facts_by: Callable[[Session, Cases], Mapping[UUID, datetime]] | None = None
    overdue_facts: Choose | None = None
    dated: Callable[[Any], Any] | None = None
    undo: Do | Tell | None = None


@dataclass(frozen=True, slots=True)
class Choose:
    """A person decides; without ``else_way`` his silence lets the case go on. ``settled_by``: what settles it for him.

    ``insists``: his silence decides nothing; at ``until`` those above him are told, once, and the case waits on.
    ``takes_away``: to go on without him takes something from somebody, so a long outage holds that moment (R13.1).
    Of facts that are overdue: ``lapses`` tells whether what he decided ends the wait, ``asks`` what is said to those
    who are to decide.
    """

    label: str
    decision: type[Message]
    by: str
    takes: Take | None = None
    unless: Callable[[Any], bool] | None = None
    until: Callable[[Any], datetime | None] | None = None
    else_way: str = ""
    settled_by: tuple[type[Message], ...] = ()
    lapses: Callable[[Any], bool] | None = None
    asks: Words | None = None
    insists: Words | None = None
    takes_away: bool = False
    undo: Do | Tell | None = None


@dataclass(frozen=True, slots=True)
class NoWayBack:
    """Behind this line nothing is undone: only forward, and leaving has a way of its own."""

    label: str = "no way back"
    undo: None = None


no_way_back = NoWayBack()

Step = Do | Tell | Ask | At | Await | Choose | NoWayBack


@dataclass(frozen=True, slots=True)
class Path:
    """The way that an interrupt takes: what was done is undone (before the line), these steps follow, the case ends.

    Its steps may wait as those of the main way do; no other interrupt is taken meanwhile. ``takes`` notes what the
    interrupt said, before its first step. ``way`` may be told from the case's row: a choice on the path decides it.
    ``only_before``: it leads out only before the line; behind it the interrupt is answered at once as what comes too
    late.
    """

    way: str | Callable[[Any], str]
    steps: tuple[Step, ...] = ()
    takes: Take | None = None
    only_before: bool = False

    def end_of(self, case: Any) -> str:
        """How a case ends that came through this path."""
        return self.way(case) if callable(self.way) else self.way


@dataclass(frozen=True, slots=True)
class Workflow:
    """A workflow. ``case`` is the mapped class of its rows, with ``case_id`` as primary key.

    ``way`` tells how a case that came through its last step ended; ``at_end`` notes the end on the case's own row;
    ``too_late`` answers what comes after the end.
    """

    name: str
    version: int
    case: type[Any]
    steps: tuple[Step, ...]
    way: Callable[[Any], str]
    at_end: Callable[[Session, Sequence[tuple[Any, str]]], None] | None = None
    when_undone: tuple[Do | Tell, ...] = ()
    interrupts: Mapping[type[Message], Path] = field(default_factory=dict)
    too_late: Mapping[type[Message], Take] = field(default_factory=dict)

    def hears(self) -> set[type[Message]]:
        """Every message that a case of this workflow may be told."""
        heard = set(self.interrupts) | set(self.too_late)
        for steps in (self.steps, *(path.steps for path in self.interrupts.values())):
            for step in steps:
                heard |= awaited(step)
        return heard

    def ways_out(self, past_no_way_back: bool) -> list[type[Message]]:
        """The interrupts that a case takes where it stands: some lead out only before the line."""
        return [name for name, path in self.interrupts.items() if not (past_no_way_back and path.only_before)]

    def path(self, name: str) -> Path:
        """The path of the interrupt of this name."""
        return next(path for contract, path in self.interrupts.items() if contract.name == name)

    def steps_of(self, path: str) -> tuple[Step, ...]:
        """The steps of a path by the name of its interrupt; without a name those of the main way."""
        return self.path(path).steps if path else self.steps

    def way_of(self, path: str, case: Any) -> str:
        """How a case ends that came through the last step of this path, or of the main way."""
        return self.path(path).end_of(case) if path else self.way(case)


def awaited(step: Step) -> set[type[Message]]:
    """The messages that a step waits for."""
    match step:
        case Ask():
            return {*step.replies} | ({step.refused_by} if step.refused_by else set())
        case Await():
            facts = {step.once} if step.once else set()
            chosen = {step.overdue_facts.decision} if step.overdue_facts else set()
            return set(step.events) | facts | chosen
        case Choose():
            return {step.decision, *step.settled_by}
        case _:
            return set()


def takes_away(step: Step) -> bool:
    """Whether the end of a wait may take something from a person: after a long outage it waits too (R13.1)."""
    match step:
        case At():
            return step.takes_away
        case Choose():
            return bool(step.else_way) or step.takes_away
        case Await():
            return bool(step.else_way)
        case _:
            return False
