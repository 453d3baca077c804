"""Holds: every reason at once for which an application for the summer term can't be taken (R3.8)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from itertools import chain
from uuid import UUID

from services.registration.domain.purposes import Purpose
from services.registration.domain.reasons import Reason


@dataclass(frozen=True, slots=True)
class Meeting:
    """A class of every week; Monday is 1, hours of Almaty."""

    weekday: int
    starts: time
    ends: time


@dataclass(frozen=True, slots=True)
class Course:
    """The section wished for, or one already taken, as far as holds look at it."""

    course_id: UUID
    code: str
    credits: int
    meetings: tuple[Meeting, ...] = ()
    debt_id: UUID | None = None
    counts: bool = True
    """Held or confirmed; a place in the line, or an offer not answered yet, uses up no limit (R8.3)."""


@dataclass(frozen=True, slots=True)
class Window:
    """When applications are taken; None while the term is not published (R8.3)."""

    opens_at: datetime
    closes_at: datetime


@dataclass(frozen=True, slots=True)
class Busy:
    """Practice or state certification, from day to day."""

    kind: str
    starts_on: date
    ends_on: date


AGE = 18


def is_minor(born_on: date, day: date) -> bool:
    """Whether he is not of age yet; from his birthday on he is."""
    return day.year - born_on.year - ((day.month, day.day) < (born_on.month, born_on.day)) < AGE


@dataclass(frozen=True, slots=True)
class Standing:
    """The student on the day of his application."""

    studying: bool
    open_debts: frozenset[UUID]
    """Debts that may be removed by the course wished for."""
    pending: bool = False
    """His result in the course can still change: he applies provisionally (R8.3, D8)."""
    live: tuple[Course, ...] = ()
    """His live applications of the same term: waiting, offered, held, confirmed."""
    elsewhere: frozenset[UUID] = frozenset()
    """Debts for which he has a live application in another term (R9.1)."""
    external: str = ""
    """``sent``, ``accepted``, ``refused``: what the office says of the papers of a student of another university."""
    lapses: int = 0
    """How often an application of his for this course lapsed in this term (D21)."""
    cribs_until: datetime | None = None
    """Until when the act about cribs in this course can be appealed (D9)."""
    unpaid_fees: str = ""
    """What he owes for services, if anything; tuition is not in it: it never stops the removal of a debt (R3.8)."""
    false_receipts: str = ""
    """Numbers of the invoices for which he showed a receipt whose money never came (R8.4)."""
    busy: tuple[Busy, ...] = ()
    """Practice or certification of his group while the term runs (D24)."""
    lifted: frozenset[str] = frozenset()
    """Holds that two have lifted for this course, with a reason (R1.4)."""
    passed: bool = False
    """He has passed the course wished for, by his last attempt, and removes no debt by it (R9.4)."""
    needs_representative: bool = False
    """A minor, for whom nobody has come with his representative's paper (R8.4)."""
    failed_by: str = ""
    """The teacher of the section wished for, if it was he who gave the F (R8.6)."""
    plan_approved: bool = True
    missing_prerequisites: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Policy:
    """The policy rows in force that decide about holds."""

    courses: int
    credits: int
    lapses: int = 1
    fees_hold: bool = True
    other_teacher: bool = False
    plan_holds: bool = False
    prerequisites_hold: bool = False
    repeats_allowed: bool = False
    """Some universities let a passing grade be raised in summer (R9.4)."""


@dataclass(frozen=True, slots=True)
class Wish:
    """What the student asks for, and when his request arrived (D25: by arrival at the server)."""

    received_at: datetime
    purpose: Purpose
    course: Course


def refusals(wish: Wish, student: Standing, window: Window | None, policy: Policy) -> Iterator[Reason]:
    """Every reason the regulations give to refuse this wish, but for those lifted; none means that it is accepted."""
    for reason in _all(wish, student, window, policy):
        if reason.code not in student.lifted:
            yield reason


def still_against(wish: Wish, student: Standing, policy: Policy) -> Iterator[Reason]:
    """Every reason for which a seat can't be offered to him any more, or taken by him, but for those lifted (R3.5).

    All holds again, without what is asked once, when he applies: the window, and whether he has applied before.
    """
    checks = (
        _person(student), _external(wish, student), _debt(wish, student), _passed(wish, student, policy),
        _act(wish, student), _clashes(wish.course, student.live), _limits(wish.course, student.live, policy),
        _policies(wish, student, policy),
    )  # fmt: skip
    for reason in chain.from_iterable(checks):
        if reason.code not in student.lifted:
            yield reason


def _all(wish: Wish, student: Standing, window: Window | None, policy: Policy) -> Iterator[Reason]:
    yield from _person(student)
    yield from _external(wish, student)
    yield from _window(wish, window)
    yield from _debt(wish, student)
    yield from _passed(wish, student, policy)
    yield from _act(wish, student)
    yield from _again(wish, student, policy)
    yield from _clashes(wish.course, student.live)
    yield from _limits(wish.course, student.live, policy)
    yield from _policies(wish, student, policy)


def _person(student: Standing) -> Iterator[Reason]:
    if not student.studying:
        yield Reason("not_studying", "R9.1")
    if student.needs_representative:
        yield Reason("representative_accepts", "R8.4")
    for busy in student.busy:
        days = {"starts_on": f"date:{busy.starts_on.isoformat()}", "ends_on": f"date:{busy.ends_on.isoformat()}"}
        yield Reason("at_practice", "D24", {"kind": f"text:practice.{busy.kind}", **days})


def _external(wish: Wish, student: Standing) -> Iterator[Reason]:
    """Externals apply as such, nobody else does; while their papers wait to be checked they may (R8.8)."""
    if (wish.purpose is Purpose.EXTERNAL) != bool(student.external):
        yield Reason("purpose_of_externals", "R8.8")
    if student.external == "refused":
        yield Reason("letter_refused", "R8.8")


def _window(wish: Wish, window: Window | None) -> Iterator[Reason]:
    if window is None:
        yield Reason("term_not_published", "R8.2")
    elif wish.received_at < window.opens_at:
        yield Reason("applications_not_open", "R8.3", {"opens_at": _moment(window.opens_at)})
    elif wish.received_at > window.closes_at:
        yield Reason("applications_closed", "R8.3", {"closed_at": _moment(window.closes_at)})


def _debt(wish: Wish, student: Standing) -> Iterator[Reason]:
    if wish.purpose is Purpose.DEBT and not student.pending and wish.course.debt_id not in student.open_debts:
        yield Reason("debt_not_open", "R9.1", {"course": wish.course.code})


def _passed(wish: Wish, student: Standing, policy: Policy) -> Iterator[Reason]:
    """A passing grade is not raised by a repeat, whatever it is called (R9.4)."""
    if student.passed and not policy.repeats_allowed:
        yield Reason("already_passed", "R9.4", {"course": wish.course.code})


def _act(wish: Wish, student: Standing) -> Iterator[Reason]:
    """Who got F by an act applies after the time in which it can be appealed (D9)."""
    if student.cribs_until is not None and wish.received_at <= student.cribs_until:
        yield Reason("cribs_act", "D9", {"course": wish.course.code, "until": _moment(student.cribs_until)})


def _again(wish: Wish, student: Standing, policy: Policy) -> Iterator[Reason]:
    same = {live.course_id for live in student.live} | {live.debt_id for live in student.live if live.debt_id}
    if wish.course.course_id in same or wish.course.debt_id in same | student.elsewhere:
        yield Reason("already_applied", "R9.1", {"course": wish.course.code})
    if student.lapses > policy.lapses:
        yield Reason("lapsed_too_often", "D21", {"course": wish.course.code})


def _clashes(wished: Course, live: tuple[Course, ...]) -> Iterator[Reason]:
    for other in live:
        if other.course_id != wished.course_id and any(meet(a, b) for a in wished.meetings for b in other.meetings):
            yield Reason("time_clash", "R3.8", {"course": wished.code, "other": other.code})


def meet(one: Meeting, other: Meeting) -> bool:
    """Whether nobody can be at both; one that begins as the other ends does not clash."""
    return one.weekday == other.weekday and one.starts < other.ends and other.starts < one.ends


def _limits(wished: Course, live: tuple[Course, ...], policy: Policy) -> Iterator[Reason]:
    counted = [course for course in live if course.counts]
    credits = sum(course.credits for course in counted)
    if len(counted) + 1 > policy.courses:
        yield Reason("too_many_courses", "R8.3", {"taken": str(len(counted)), "limit": str(policy.courses)})
    if credits + wished.credits > policy.credits:
        taken, limit = str(credits), str(policy.credits)
        yield Reason("too_many_credits", "R8.3", {"taken": taken, "wished": str(wished.credits), "limit": limit})


def _policies(wish: Wish, student: Standing, policy: Policy) -> Iterator[Reason]:
    if policy.other_teacher and student.failed_by:
        yield Reason("same_teacher", "R8.6", {"teacher": student.failed_by, "course": wish.course.code})
    if policy.fees_hold and student.unpaid_fees:
        yield Reason("unpaid_fees", "R3.8", {"amount": f"money:{student.unpaid_fees}"})
    if student.false_receipts:
        yield Reason("false_receipt", "R8.4", {"number": student.false_receipts})
    if policy.plan_holds and not student.plan_approved:
        yield Reason("plan_not_approved", "R3.4")
    if policy.prerequisites_hold:
        for code in student.missing_prerequisites:
            yield Reason("prerequisite_missing", "R3.3", {"course": code})


def _moment(moment: datetime) -> str:
    return f"moment:{moment.isoformat()}"
