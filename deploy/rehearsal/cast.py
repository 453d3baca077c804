"""Who plays in a rehearsal: the university's own staff and debtors, found in the records that were loaded."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from uuid import UUID

from deploy.rehearsal.people import Door, Somebody
from deploy.rehearsal.reader import Reader

NEEDED = (
    "rectorate", "chairman", "specialist", "leading_specialist", "finance", "chief_accountant", "cashier", "dean",
    "teacher", "invigilator", "auditor",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Debtor:
    """A student with the courses that he owes, in the order of their codes."""

    somebody: Somebody
    number: str
    specialty: str
    surname: str
    iin: str
    courses: tuple[str, ...]


@dataclass(slots=True)
class Cast:
    """The people of the story, by what they do in it."""

    rectorate: Somebody
    office: Somebody
    """The chairman."""
    specialist: Somebody
    leading: Somebody
    finance: Somebody
    accountant: Somebody
    cashier: Somebody
    deans: dict[UUID, Somebody]
    """By faculty."""
    teachers: dict[UUID, Somebody]
    advisers: dict[UUID, Somebody]
    invigilators: dict[UUID, Somebody]
    """By faculty."""
    auditor: Somebody
    debtors: list[Debtor] = field(default_factory=list)


def find(door: Door, reader: Reader) -> Cast:
    """The cast from the loaded records.

    Raises LookupError naming the role that nobody holds.
    """
    holders: dict[str, list[tuple[UUID | None, Somebody]]] = defaultdict(list)
    for row in reader.rows(
        """SELECT g.person_id, g.role, g.scope, g.scope_id, p.surname FROM registration.role_grants g
           JOIN registration.people p USING (person_id) ORDER BY g.role, p.sort_key, g.person_id, g.scope_id"""
    ):
        bound = row["role"] if row["scope_id"] is None else f"{row['role']}:{row['scope']}:{row['scope_id']}"
        holders[row["role"]].append((row["scope_id"], door.person(row["person_id"], row["surname"], bound)))
    for role in NEEDED:
        if not holders[role]:
            raise LookupError(f"nobody holds the role {role}")
    return Cast(
        rectorate=holders["rectorate"][0][1],
        office=holders["chairman"][0][1],
        specialist=holders["specialist"][0][1],
        leading=holders["leading_specialist"][0][1],
        finance=holders["finance"][0][1],
        accountant=holders["chief_accountant"][0][1],
        cashier=holders["cashier"][0][1],
        deans={faculty: dean for faculty, dean in holders["dean"] if faculty is not None},
        teachers={teacher.person_id: teacher for _, teacher in holders["teacher"]},
        advisers={adviser.person_id: adviser for _, adviser in holders["adviser"]},
        invigilators={faculty: one for faculty, one in holders["invigilator"] if faculty is not None},
        auditor=holders["auditor"][0][1],
        debtors=_debtors(door, reader),
    )


def _debtors(door: Door, reader: Reader) -> list[Debtor]:
    rows = reader.rows(
        """SELECT d.student_id, s.number, s.specialty_id, p.surname, p.iin, array_agg(c.code ORDER BY c.code) AS courses
           FROM registration.debt_copies d JOIN registration.students s USING (student_id)
           JOIN registration.people p ON p.person_id = d.student_id JOIN registration.courses c USING (course_id)
           WHERE d.status = 'open' GROUP BY 1, 2, 3, 4, 5 ORDER BY s.number"""
    )
    return [
        Debtor(
            door.person(row["student_id"], row["surname"], "student"),
            row["number"],
            str(row["specialty_id"]),
            row["surname"],
            row["iin"] or "",
            tuple(row["courses"]),
        )
        for row in rows
    ]
