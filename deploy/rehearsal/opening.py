"""The deans propose, the rectorate agrees, the office plans and publishes (R8.2, R8.3)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from deploy.rehearsal import habits
from deploy.rehearsal.people import Somebody, expect
from deploy.rehearsal.questions import Also
from deploy.rehearsal.stage import Dates, Stage, moment

API = "/registration/api/v1"
CAPACITY, MINIMUM = 40, 5
SMALL, SMALL_MINIMUM = 12, 3
"""The office lowers the minimum of small sections, or too much of a small university would not be held (R8.5)."""
SCARCE = 3
"""In every third course there are seats for seven in ten of its debtors only."""
HOURS = (("09:00:00", "11:30:00"), ("12:00:00", "14:30:00"), ("15:00:00", "17:30:00"), ("18:00:00", "20:30:00"))
DAYS = ((1, 3, 5), (2, 4, 6))


Act = Callable[[Stage, UUID], None]


def hold(
    stage: Stage, starts_on: date, before_agreement: Act | None = None, before_publication: Act | None = None
) -> Dates:
    """Bring the term to its publication, from wherever an earlier try left it; before, some are charged fees."""
    _charge_fees(stage)
    term_id = _propose(stage, starts_on)
    stage.clock.wait_until_quiet()
    if before_agreement is not None:
        before_agreement(stage, term_id)
    if status(stage, term_id) == "proposed":
        expect(stage.cast.rectorate.post(f"{API}/terms/{term_id}/agreement", {"agreed": True, "why": ""}), 200)
        stage.clock.wait_until_quiet()
    if status(stage, term_id) == "agreed":
        plan(stage, term_id)
        if before_publication is not None:
            before_publication(stage, term_id)
        expect(stage.cast.office.post(f"{API}/terms/{term_id}/publication"), 200)
        stage.clock.wait_until_quiet()
    stage.term_id = term_id
    stage.say(f"the term is {status(stage, term_id)}")
    stage.dates = dates_of(stage, term_id)
    return stage.dates


def status(stage: Stage, term_id: UUID) -> str:
    return str(stage.reader.one("SELECT status FROM registration.terms WHERE term_id = %(term)s", term=term_id))


def _charge_fees(stage: Stage) -> None:
    """Some debtors owe other fees, which hold their registration (R3.8)."""
    charged = set(stage.reader.column("SELECT student_id FROM billing.arrears"))
    owing = stage.lots.some(Also.OWES_FEES, [debtor.number for debtor in stage.cast.debtors])
    owe = [one.somebody for one in stage.cast.debtors if one.number in owing and one.somebody.person_id not in charged]

    def charge(student: Somebody) -> None:
        body = {"student_id": str(student.person_id), "kind": "fees", "amount": "12500.00", "why": "hostel"}
        expect(stage.cast.finance.post("/billing/api/v1/arrears/", body), 201)

    stage.beside(owe, lambda student: student.person_id, charge)
    stage.clock.wait_until_quiet()


def _propose(stage: Stage, starts_on: date) -> UUID:
    """Each dean who has debtors proposes, unless he has."""
    known = stage.reader.rows(
        """SELECT t.term_id, t.status, p.faculty_id FROM registration.terms t
           LEFT JOIN registration.term_proposals p USING (term_id) WHERE t.season = 'summer'"""
    )
    term_id: UUID | None = known[0]["term_id"] if known else None
    if known and known[0]["status"] != "proposed":
        return UUID(str(term_id))
    courses = stage.reader.rows(
        """SELECT c.faculty_id, c.course_id, c.code, count(*) AS debtors FROM registration.debt_copies d
           JOIN registration.courses c USING (course_id) WHERE d.status = 'open' GROUP BY 1, 2, 3 ORDER BY c.code"""
    )
    proposed = {row["faculty_id"] for row in known}
    for faculty_id, dean in sorted(stage.cast.deans.items()):
        wishes = [_wish(stage, row) for row in courses if _is_his(stage, row, faculty_id)]
        if wishes and faculty_id not in proposed:
            body = {"faculty_id": str(faculty_id), "starts_on": starts_on.isoformat(), "courses": wishes}
            term_id = UUID(expect(dean.post(f"{API}/proposals/", body), 202)["term_id"])
    if term_id is None:
        raise LookupError("no faculty has a dean and a debtor")
    return term_id


def _is_his(stage: Stage, row: dict[str, Any], faculty_id: UUID) -> bool:
    return row["faculty_id"] == faculty_id and row["code"] not in stage.apart


def _wish(stage: Stage, row: dict[str, Any]) -> dict[str, Any]:
    scarce = habits.number(stage.seed, "scarce", row["code"]) % SCARCE == 0
    wanted = row["debtors"] * 7 // 10 if scarce else row["debtors"]
    groups = max(1, -(-wanted // CAPACITY))
    seats = CAPACITY if groups > 1 else min(CAPACITY, max(1, wanted))
    if row["code"] in stage.in_two and groups == 1:
        groups, seats = 2, max(SMALL, row["debtors"] * 3 // 4)
    return {
        "course_id": str(row["course_id"]),
        "groups": groups,
        "capacity": max(seats, MINIMUM),
        "minimum": MINIMUM,
    }


def plan(stage: Stage, term_id: UUID) -> None:
    """Each teacher takes up to eight groups, no two at the same hour."""
    teachers = [str(teacher) for teacher in sorted(stage.cast.teachers)]
    slots = [(days, hours) for hours in HOURS for days in DAYS]
    for nth, section in enumerate(_sections(stage, term_id)):
        days, (starts, ends) = slots[nth % len(slots)]
        body = {
            "teacher_id": teachers[nth // len(slots) % len(teachers)],
            "capacity": section["capacity"],
            "minimum": section["minimum"] if section["capacity"] >= SMALL else SMALL_MINIMUM,
            "meetings": [{"weekday": day, "starts": starts, "ends": ends, "room": ""} for day in days],
        }
        expect(stage.cast.office.put(f"{API}/sections/{section['section_id']}", body), 200)


def _sections(stage: Stage, term_id: UUID) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    while True:
        page = len(found) // 100 + 1
        said = expect(stage.cast.office.get(f"{API}/sections/?term_id={term_id}&page={page}&page_size=100"), 200)
        found += said["items"]
        if len(found) >= said["total"]:
            return sorted(found, key=lambda section: (section["code"], len(section["label"]), section["label"]))


def dates_of(stage: Stage, term_id: UUID) -> Dates:
    """The published chain."""
    told = expect(stage.cast.office.get(f"{API}/terms/{term_id}"), 200)["dates"]
    return Dates(
        opens_at=datetime.fromisoformat(told["opens_at"]),
        drawn_at=datetime.fromisoformat(told["drawn_at"]),
        closes_at=datetime.fromisoformat(told["closes_at"]),
        due_on=date.fromisoformat(told["due_on"]),
        starts_on=date.fromisoformat(told["starts_on"]),
        attestations_on=tuple(date.fromisoformat(day) for day in told["attestations_on"]),
        ends_on=date.fromisoformat(told["ends_on"]),
        sheets_due_at=datetime.fromisoformat(told["sheets_due_at"]),
    )


def long_before(starts_on: date) -> datetime:
    """When the story begins: time enough for the deans and the rectorate."""
    return moment(starts_on - timedelta(days=32), 10)
