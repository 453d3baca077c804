"""Opinions of adviser and dean: who is asked today, who is asked when he is silent or gone, what he says (R11.1)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from services.registration.domain.reasons import Reason
from services.registration.models.accounts import Account
from services.registration.models.behalf import Delegation
from services.registration.models.campus import Group, Student
from services.registration.models.reviews import Review, ReviewWord
from services.registration.queries.staff import holders
from services.registration.usecases import review_notices
from services.registration.usecases.decisions import not_for_oneself
from services.registration.usecases.review_hearing import say
from services.registration.usecases.review_terms import set_until
from shared.clock import now
from shared.contracts.review_acts import OpinionGiven
from shared.errors import Refused
from shared.identity import Actor, Forbidden
from shared.messaging import publish

Cases = Sequence[Review]
ADVICE = ("expel", "keep")
DEPUTIES: Mapping[str, tuple[str, ...]] = {"adviser": review_notices.OFFICE, "dean": ("rectorate",)}
"""Who speaks for an adviser or a dean who is silent, or whose place is empty: the office, the rectorate."""


@dataclass(frozen=True, slots=True)
class Asked:
    """Whose opinion is asked for: those who hold the place today, and those who stand in for them."""

    mine: tuple[UUID, ...]
    deputies: tuple[UUID, ...]


def in_office(session: Session, case: Review, place: str) -> Asked:
    """Who holds the place today; whoever has left the office, or is the student's accuser, does not (R1.2)."""
    student, day = session.get_one(Student, case.student_id), now(session).day
    held = holders(session, day, place, faculties=[student.faculty_id, student.group_id])
    if place == "adviser":
        adviser = session.get_one(Group, student.group_id).adviser_id
        held = [person for person in held if person == adviser]
    deputies = [*(_delegates(session, held) if place == "dean" else []), *holders(session, day, *DEPUTIES[place])]
    gone = {*_closed(session, [*held, *deputies]), case.student_id, case.opened_by}
    return Asked(
        tuple(one for one in held if one not in gone), tuple(one for one in dict.fromkeys(deputies) if one not in gone)
    )


def _closed(session: Session, people: Sequence[UUID]) -> set[UUID]:
    shut = select(Account.person_id).where(Account.person_id.in_(people), Account.closed_at.is_not(None))
    return set(session.scalars(shut))


def _delegates(session: Session, deans: Sequence[UUID]) -> list[UUID]:
    """Whom the dean has named for his opinions (D26)."""
    day = now(session).day
    named = select(Delegation).where(
        Delegation.principal_id.in_(deans), Delegation.valid_from <= day, Delegation.valid_until >= day,
        or_(Delegation.ended_at.is_(None), Delegation.ended_at > now(session).office),
    )  # fmt: skip
    return [row.delegate_id for row in session.scalars(named) if "give_opinion" in row.acts.split(",")]


def ask_adviser(session: Session, cases: Cases) -> None:
    """The adviser of his group is asked."""
    _ask(session, cases, "adviser", deputy=False)


def ask_for_adviser(session: Session, cases: Cases) -> None:
    """The adviser is silent or gone: the office is asked."""
    _ask(session, cases, "adviser", deputy=True)


def ask_dean(session: Session, cases: Cases) -> None:
    """The dean of his faculty is asked."""
    _ask(session, cases, "dean", deputy=False)


def ask_for_dean(session: Session, cases: Cases) -> None:
    """The dean is silent or gone: his delegate, and the rectorate, are asked."""
    _ask(session, cases, "dean", deputy=True)


def _ask(session: Session, cases: Cases, place: str, *, deputy: bool) -> None:
    set_until(session, cases, "asked_until", lambda terms: terms.deputy_days if deputy else terms.opinion_days)
    for case in cases:
        found = in_office(session, case, place)
        asked = found.deputies if deputy else found.mine
        case.asked_id = asked[0] if asked and not deputy else None
        told = {"until": case.asked_until, "place": f"text:place.{place}"}
        again = f"{place}{':deputy' if deputy else ''}"
        publish(session, review_notices.to_people(session, case, "review_opinion_asked", asked, told, again))


def adviser_spoke(case: Review) -> bool:
    """His opinion, or his deputy's, is given."""
    return case.adviser_at is not None


def no_adviser(case: Review) -> bool:
    """He has spoken, or the place is empty: its deputies are asked at once."""
    return adviser_spoke(case) or case.asked_id is None


def dean_spoke(case: Review) -> bool:
    """His opinion, or his deputy's, is given."""
    return case.dean_at is not None


def no_dean(case: Review) -> bool:
    """He has spoken, or the place is empty: its deputies are asked at once."""
    return dean_spoke(case) or case.asked_id is None


def opine(session: Session, case: Review, place: str, actor: Actor, advice: str, words: str) -> OpinionGiven:
    """The adviser's or the dean's opinion, by whom the place allows. Raises Forbidden, Refused."""
    not_for_oneself(session, case.student_id)
    found = in_office(session, case, place)
    mine = actor.person_id in found.mine
    if not mine and actor.person_id not in found.deputies:
        raise Forbidden
    reasons = list(_against(session, case, place, actor, advice, words))
    if reasons:
        raise Refused(reasons)
    say(session, case, place, words, advice, as_deputy=not mine)
    if place == "adviser":
        case.adviser_at = now(session).office
    else:
        case.dean_at = now(session).office
    session.flush()
    return OpinionGiven(case.case_id)


def _against(session: Session, case: Review, place: str, actor: Actor, advice: str, words: str) -> Sequence[Reason]:
    said = select(ReviewWord).where(ReviewWord.case_id == case.case_id, ReviewWord.kind.in_(("adviser", "dean")))
    before = {word.kind: word.said_by for word in session.scalars(said)}
    other = "dean" if place == "adviser" else "adviser"
    found = []
    if case.way is not None or case.order_id is not None or case.told_at is None:
        found.append(Reason("opinion_not_asked", "R11.1"))
    if place in before:
        found.append(Reason("opinion_given", "R11.1"))
    if before.get(other) == actor.person_id:
        found.append(Reason("opinion_twice", "R1.2"))
    if advice not in ADVICE or not words.strip():
        found.append(Reason("words_missing", "R11.1"))
    return found
