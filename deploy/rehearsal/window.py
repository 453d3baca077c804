"""Students apply, in a drawn order within each section, and answer the seats that are offered to them (R8.3, D20)."""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from deploy.rehearsal import habits
from deploy.rehearsal.cast import Debtor
from deploy.rehearsal.people import Answer, Somebody, expect
from deploy.rehearsal.questions import Also, Answers, Applies
from deploy.rehearsal.stage import Dates, Stage
from shared.clock import ALMATY

API = "/registration/api/v1"
Wish = tuple[int, Debtor, str, UUID]
"""Place in the drawn order, who, which course, which section."""


def applications_of(stage: Stage, day: date, dates: Dates) -> None:
    """Everybody who applies on this day."""
    opens, closes = (moment.astimezone(ALMATY).date() for moment in (dates.opens_at, dates.closes_at))
    days = {opens: Applies.FIRST_DAY, opens + timedelta(days=1): Applies.SECOND_DAY, closes: Applies.LAST_DAY}
    if day in days:
        _apply(stage, days[day])


def too_late(stage: Stage) -> None:
    """Those who come when the window has closed."""
    before = stage.refused["R8.3"]
    _apply(stage, Applies.TOO_LATE)
    stage.done["forms that came too late"] += stage.refused["R8.3"] - before


def _apply(stage: Stage, when: Applies) -> None:
    """One course of each student at a time; the sections of a round fill beside each other, each in its own order."""
    sections = sections_of(stage)
    rounds: dict[int, dict[UUID, list[Wish]]] = defaultdict(lambda: defaultdict(list))
    drawn = stage.lots.choices(Applies, [debtor.number for debtor in stage.cast.debtors])
    for debtor in stage.cast.debtors:
        if drawn[debtor.number] is not when or debtor.number in stage.by_the_office:
            continue
        for nth, course in enumerate(debtor.courses):
            offered = sections.get(course) or sections.get(stage.instead.get(course, ""), [])
            if offered and course not in stage.unwanted | stage.lonely:
                section = offered[habits.number(stage.seed, "section", debtor.number, course) % len(offered)]
                place = habits.number(stage.seed, "place", debtor.number, course)
                rounds[nth][section].append((place, debtor, course, section))
    for _, by_section in sorted(rounds.items()):
        queues = [sorted(queue, key=lambda wish: wish[0]) for _, queue in sorted(by_section.items())]
        _come(stage, [wish for queue in queues for wish in queue])
        stage.clock.wait_until_quiet()
    twice = {
        f"{wish[1].number} {wish[3]}": wish for queues in rounds.values() for queue in queues.values() for wish in queue
    }
    again = sorted(stage.lots.some(Also.APPLIES_TWICE, twice))
    _come(stage, [twice[key] for key in again])
    stage.done["applications sent twice"] += len(again)


def apply_again(stage: Stage, day: date, dates: Dates) -> None:
    """Once more: who lapsed, on the last day of the window (D21); who was granted an exception, at once (R1.4)."""
    if day == dates.closes_at.astimezone(ALMATY).date():
        lapsed = stage.reader.rows(
            """SELECT student_id, section_id, case_id FROM registration.applications
               WHERE way = 'lapsed_unpaid' AND purpose = 'debt' ORDER BY case_id"""
        )
        again = stage.lots.some(Also.APPLIES_AGAIN, [str(row["case_id"]) for row in lapsed])
        for row in lapsed:
            if str(row["case_id"]) in again:
                stage.again.append((stage.people[row["student_id"]], row["section_id"]))
                stage.done["applications once more after a lapse"] += 1
    waiting, stage.again = stage.again, []
    nth_of: Counter[str] = Counter()
    rounds: dict[int, list[Wish]] = defaultdict(list)
    for debtor, section in waiting:
        rounds[nth_of[debtor.number]].append((0, debtor, "", section))
        nth_of[debtor.number] += 1
    for _, wishes in sorted(rounds.items()):
        _come(stage, wishes)
    stage.clock.wait_until_quiet()


def refusal(stage: Stage, wish: Wish, said: Answer) -> None:
    """Count a refusal; who is refused for nothing but other fees may ask for an exception."""
    count_refusal(stage, said)
    if said.codes == {"unpaid_fees"}:
        stage.held_back.append((wish[1], wish[3]))


def count_refusal(stage: Stage, said: Answer) -> None:
    """Each rule once an application that was refused at once."""
    if said.status == 409:
        stage.refused.update(said.rules)


def _come(stage: Stage, wishes: list[Wish]) -> None:
    """The applications for one section come one after the other, the sections beside each other."""
    said = stage.beside(wishes, lambda wish: wish[3], lambda wish: applies(stage, wish[1], wish[3]))
    for wish, answer in zip(wishes, said, strict=True):
        refusal(stage, wish, answer)


def applies(stage: Stage, who: Debtor, section: UUID, purpose: str = "debt", by: Somebody | None = None) -> Answer:
    """Accept the published offer, and apply; perhaps the office does it for him."""
    body = {"section_id": str(section), "accepted_offer": _offer(stage, who, section), "purpose": purpose}
    said = (by or who.somebody).post(f"{API}/applications/", body)
    expect(said, 202, 409)
    return said


def _offer(stage: Stage, debtor: Debtor, section: UUID) -> str:
    """The offer is the same for all students of a specialty; the first of them reads it for the others."""
    known = (section, debtor.specialty)
    if known not in stage.offers:
        shown = expect(debtor.somebody.get(f"{API}/applications/prospect?section_id={section}"), 200)
        stage.offers[known] = shown["accepted_offer"]
    return stage.offers[known]


def sections_of(stage: Stage) -> dict[str, list[UUID]]:
    """The sections of the term that is played, by course."""
    rows = stage.reader.rows(
        """SELECT c.code, s.section_id FROM registration.sections s JOIN registration.courses c USING (course_id)
           WHERE s.term_id = %(term)s ORDER BY c.code, length(s.label), s.label""",
        term=stage.term_id,
    )
    found: dict[str, list[UUID]] = defaultdict(list)
    for row in rows:
        found[row["code"]].append(row["section_id"])
    return found


def answers(stage: Stage) -> None:
    """Everybody who has an open offer says yes, or no, or nothing at all."""
    rows = stage.reader.rows(
        """SELECT case_id, student_id, section_id FROM registration.seat_offers WHERE outcome IS NULL
           ORDER BY section_id, student_id, case_id"""
    )
    drawn = stage.lots.choices(Answers, [str(row["case_id"]) for row in rows])

    def answer(row: dict[str, Any]) -> None:
        says = drawn[str(row["case_id"])]
        if says is not Answers.SAYS_NOTHING:
            student, body = stage.people[row["student_id"]].somebody, {"accepted": says is Answers.ACCEPTS}
            expect(student.post(f"{API}/seat-offers/{row['case_id']}/answer", body), 200)

    stage.beside(rows, lambda row: row["section_id"], answer)
    if rows:
        stage.clock.wait_until_quiet()
