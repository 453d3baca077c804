"""Academic records that an import brings in: the same frozen rows whatever the source (OULAD or generated).

Ids are uuid5 of natural keys, so that a second import finds the same rows. All records of a source come out of
`University.batches`, in an order in which no record names one that has not come before.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from uuid import UUID

from shared.money import Money
from shared.records.kinds import Funding, Leaving, Mark, Role, TermKind

__all__ = [
    "Batch", "CourseRecord", "Evidence", "Faculty", "Funding", "Group", "Leaving", "Mark", "Meeting", "Person",
    "Record", "RegistrationRecord", "ReportRow", "Role", "SectionRecord", "Specialty", "StaffRecord", "StaffRole",
    "StudentRecord", "TariffRecord", "TermKind", "TermRecord", "Texts", "University",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Texts:
    """A title in the three languages of the office."""

    kk: str
    ru: str
    en: str


@dataclass(frozen=True, slots=True)
class Faculty:
    """A faculty."""

    id: UUID
    code: str
    title: Texts


@dataclass(frozen=True, slots=True)
class Specialty:
    """A specialty of a faculty."""

    id: UUID
    code: str
    title: Texts
    faculty_id: UUID


@dataclass(frozen=True, slots=True)
class TariffRecord:
    """The price of one credit for a specialty in an academic year (R9.2); the year is written "2025/2026"."""

    id: UUID
    specialty_id: UUID
    academic_year: str
    credit_price: Money


@dataclass(frozen=True, slots=True)
class CourseRecord:
    """A course of the catalogue (R3.1); the faculty is the one that teaches it."""

    id: UUID
    code: str
    title: Texts
    credits: int
    faculty_id: UUID
    counts_in_gpa: bool = True


@dataclass(frozen=True, slots=True)
class TermRecord:
    """A term, from its first class to the last day of its examination session."""

    id: UUID
    code: str
    kind: TermKind
    academic_year: str
    starts_on: date
    ends_on: date
    title: Texts


@dataclass(frozen=True, slots=True)
class StaffRole:
    """A role of a member of staff, bounded by a faculty where one is named (R1.2)."""

    role: Role
    faculty_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Person:
    """Who somebody is: shared by students and staff. The language is "kk", "ru" or "en"."""

    id: UUID
    iin: str
    surname: str
    forename: str
    patronymic: str
    born_on: date
    language: str
    email: str
    phone: str

    @property
    def name(self) -> str:
        """Surname, forename and patronymic, as lists print them."""
        return " ".join(part for part in (self.surname, self.forename, self.patronymic) if part)


@dataclass(frozen=True, slots=True)
class StaffRecord(Person):
    """A member of staff with his roles and the post that documents print."""

    number: str
    post: Texts
    roles: tuple[StaffRole, ...]


@dataclass(frozen=True, slots=True)
class Group:
    """A group of students of one specialty and entry year, with its adviser."""

    id: UUID
    code: str
    specialty_id: UUID
    entry_year: int
    year_of_study: int
    language: str
    adviser_id: UUID


@dataclass(frozen=True, slots=True)
class StudentRecord(Person):
    """A student; `number` is the student's number at the university, `source_key` his key in the source."""

    number: str
    source_key: str
    faculty_id: UUID
    specialty_id: UUID
    group_id: UUID
    year_of_study: int
    entry_year: int
    graduating: bool
    funding: Funding


@dataclass(frozen=True, slots=True)
class Meeting:
    """A class of every week: Monday is 1; hours of Almaty."""

    weekday: int
    starts: time
    ends: time
    room: str


@dataclass(frozen=True, slots=True)
class SectionRecord:
    """A section: one course, one term, one teacher, a number of seats; `exam_at` and `exam_ends_at` are aware times."""

    id: UUID
    code: str
    term_id: UUID
    course_id: UUID
    teacher_id: UUID
    language: str
    capacity: int
    meetings: tuple[Meeting, ...]
    exam_at: datetime
    exam_ends_at: datetime


@dataclass(frozen=True, slots=True)
class Evidence:
    """What the result rests on: attestations and exam, 0-100, None where there was none (R4.1, R4.3)."""

    attestation1: Decimal | None
    attestation2: Decimal | None
    exam: Decimal | None


@dataclass(frozen=True, slots=True)
class RegistrationRecord:
    """A student in a section, with the result that was imported: never worked out anew by R4.3.

    `percent` is None only where the mark is withdrawn, whose letter is "W"; not admitted and not appeared are "F".
    `carried_over`: some of the evidence was brought from an earlier attempt. `attempt` counts from 1.
    `student_load` is the credits that the source says the student took in that term: kept, never priced or counted.
    """

    id: UUID
    student_id: UUID
    section_id: UUID
    course_id: UUID
    term_id: UUID
    attempt: int
    registered_on: date | None
    left_on: date | None
    leaving: Leaving | None
    mark: Mark
    percent: int | None
    letter: str
    evidence: Evidence
    carried_over: bool = False
    student_load: int | None = None


@dataclass(frozen=True, slots=True)
class ReportRow:
    """A line of a source that could not be taken as it stands: where, why, and what was done with it."""

    file: str
    line: int
    why: str
    done: str


Record = (
    Faculty
    | Specialty
    | TariffRecord
    | CourseRecord
    | TermRecord
    | StaffRecord
    | Group
    | StudentRecord
    | SectionRecord
    | RegistrationRecord
)


@dataclass(frozen=True, slots=True)
class Batch:
    """Records of one kind; the number counts from 1 and means the same records whenever the source is read again."""

    number: int
    kind: type[Record]
    records: tuple[Record, ...]


@dataclass(frozen=True, slots=True)
class University:
    """Everything a source holds; `source` tells sources and seeds apart ("oulad:1", "generated:7:1000").

    `summer_starts_on` is where the summer term fits after the last term of the records.
    """

    source: str
    summer_starts_on: date
    faculties: tuple[Faculty, ...]
    specialties: tuple[Specialty, ...]
    tariffs: tuple[TariffRecord, ...]
    courses: tuple[CourseRecord, ...]
    terms: tuple[TermRecord, ...]
    staff: tuple[StaffRecord, ...]
    groups: tuple[Group, ...]
    students: tuple[StudentRecord, ...]
    sections: tuple[SectionRecord, ...]
    registrations: tuple[RegistrationRecord, ...]
    report: tuple[ReportRow, ...] = ()

    def batches(self, size: int = 500, after: int = 0) -> Iterator[Batch]:
        """All records in batches, from the one after number `after` on: an import that stopped goes on there."""
        number = 0
        for kind, records in self._kinds():
            for start in range(0, len(records), size):
                number += 1
                if number > after:
                    yield Batch(number, kind, records[start : start + size])

    def batch_count(self, size: int = 500) -> int:
        """How many batches there are in all."""
        return sum(-(-len(records) // size) for _, records in self._kinds())

    def _kinds(self) -> tuple[tuple[type[Record], tuple[Record, ...]], ...]:
        return (
            (Faculty, self.faculties),
            (Specialty, self.specialties),
            (TariffRecord, self.tariffs),
            (CourseRecord, self.courses),
            (TermRecord, self.terms),
            (StaffRecord, self.staff),
            (Group, self.groups),
            (StudentRecord, self.students),
            (SectionRecord, self.sections),
            (RegistrationRecord, self.registrations),
        )
