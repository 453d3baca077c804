"""What grading is told to do, and what it tells: sheet rows, sealed results, debts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from shared.contracts.base import Message, command, event, local


@command("grading")
@dataclass(frozen=True, slots=True)
class OpenRows(Message):
    """A confirmed student appears on the attestation and exam sheets of his section (R8.6)."""

    case_id: UUID
    student_id: UUID
    section_id: UUID
    course_id: UUID
    term_id: UUID
    debt_id: UUID | None
    """The debt that this attempt is to remove, if that is its purpose (R8.1)."""


@event("grading", heard_by=("registration",))
@dataclass(frozen=True, slots=True)
class RowsOpened(Message):
    """The rows stand."""

    case_id: UUID
    sheet_id: UUID


@event("grading", heard_by=("registration",))
@dataclass(frozen=True, slots=True)
class RowsRefused(Message):
    """The rows could not be opened: the sheet is sealed already, say."""

    case_id: UUID
    codes: tuple[str, ...]
    rules: tuple[str, ...]


@command("grading")
@dataclass(frozen=True, slots=True)
class CloseRows(Message):
    """The student of this case leaves: his rows on lists that are still open are closed (R8.7)."""

    case_id: UUID
    student_id: UUID
    section_id: UUID
    mark: str
    """``W``, or empty for one who leaves before classes begin (R4.6)."""
    why: str


@command("grading")
@dataclass(frozen=True, slots=True)
class MoveRows(Message):
    """The student goes on in another section of the course: his rows go with him (R8.5, D20)."""

    case_id: UUID
    student_id: UUID
    section_id: UUID
    """The section in which he is from now on."""
    course_id: UUID
    term_id: UUID
    debt_id: UUID | None


@event("grading", heard_by=("registration",))
@dataclass(frozen=True, slots=True)
class RowsClosed(Message):
    """He is on no open list of the section any more."""

    case_id: UUID


@event("grading", heard_by=("registration",))
@dataclass(frozen=True, slots=True)
class RowsNotClosed(Message):
    """The examination sheet is sealed already: his result stands, and there is nothing more to leave."""

    case_id: UUID


@event("grading", heard_by=("registration",))
@dataclass(frozen=True, slots=True)
class ResultSealed(Message):
    """The result of a case's row on a sealed sheet, with what became of the debt (R5.3, R9.1)."""

    case_id: UUID
    student_id: UUID
    section_id: UUID
    course_id: UUID
    mark: str
    """Letter of the scale, or another mark: ``F``, ``n/a``, ``not_admitted`` (R4.5, R4.6)."""
    percent: int | None
    passed: bool
    outcome: str
    """``passed``, ``failed``, ``not_admitted``, ``did_not_appear``."""
    debt_id: UUID | None
    debt_closed: bool
    sealed_at: datetime
    certificate: str | None = None
    """Digest of the result certificate of an external student, by which anybody verifies it (R8.8)."""


@event("grading", heard_by=("registration",))
@dataclass(frozen=True, slots=True)
class DebtChanged(Message):
    """An academic debt as of this version (R9.1)."""

    debt_id: UUID
    version_no: int
    student_id: UUID
    course_id: UUID
    status: str
    """``open`` or ``closed``."""
    reason: str
    """``failed``, ``not_admitted``, ``did_not_appear``."""
    percent: Decimal | None
    term_id: UUID
    since: date
    closed_by: UUID | None = None
    """The case whose result closed it, where one did: another case of it is cancelled (D8)."""
    closed_because: str | None = None
    """``passed``; or gone without a new attempt: ``correction``, ``certificate``, ``appeal`` (R5.3, R5.5, D10)."""


@event("grading", heard_by=("registration",))
@dataclass(frozen=True, slots=True)
class ResultCorrected(Message):
    """The result of a case, told before, is another: by a correction, an appeal, a certificate (R5.3, R5.5, D10)."""

    case_id: UUID
    revision: int
    """The higher one holds."""
    student_id: UUID
    course_id: UUID
    mark: str
    percent: int | None
    passed: bool
    outcome: str
    """As of ``ResultSealed``, or ``incomplete``: the exam is to be sat in the reserve days (D10)."""
    source: str
    """``correction``, ``certificate``, ``appeal``; ``reserve`` for the exam of the reserve days."""
    corrected_at: datetime
    certificate: str | None = None
    """Digest of an external student's new certificate, which supersedes the one before (R8.8, R15.2)."""


@event("grading", heard_by=("registration",))
@dataclass(frozen=True, slots=True)
class PendingChanged(Message):
    """Whether a student's result in a course can still change, as of this version (R8.3, D8)."""

    pending_id: UUID
    version_no: int
    student_id: UUID
    course_id: UUID
    term_id: UUID
    why: str
    """``open_sheet`` (late), ``appeal``, ``re_exam``; ``cribs_act``: F by an act that can be appealed until then (D9);
    empty once the result stands."""
    until: datetime | None = None
    """When it is expected to stand, if that is known."""


@event("grading", heard_by=("registration",))
@dataclass(frozen=True, slots=True)
class EquivalentChanged(Message):
    """A course stands for one no longer offered: who passes it has removed the debt in the other (D12)."""

    act_id: UUID
    version_no: int
    course_id: UUID
    """No longer offered."""
    equivalent_id: UUID
    """Taken instead."""
    status: str
    """``in_force`` or ``ended``."""
    valid_from: date


@event("grading", heard_by=("registration",))
@dataclass(frozen=True, slots=True)
class SheetEscalated(Message):
    """A sheet is still late: those above the teacher are to be told, once a level (R5.1, R13.1)."""

    sheet_id: UUID
    section_id: UUID
    faculty_id: UUID | None
    course: str
    section: str
    teacher: str
    due_at: datetime
    level: str
    """``dean`` (with the office), or ``rectorate``."""


@event("grading", heard_by=("registration",))
@dataclass(frozen=True, slots=True)
class FailedOften(Message):
    """A student has failed one course so often that his dean is warned (D11)."""

    student_id: UUID
    course_id: UUID
    times: int


@event("grading", heard_by=("registration",))
@dataclass(frozen=True, slots=True)
class AbsenceWarned(Message):
    """A student's unexcused absence from a course has reached a level at which he and his adviser are told (R11.2d)."""

    student_id: UUID
    section_id: UUID
    course_id: UUID
    level: int
    """The percent that was reached."""
    missed: int
    held: int
    share: Decimal
    crossing: int
    """Told once a crossing: an absence excused afterwards may be followed by another."""


@event("grading", heard_by=("registration",))
@dataclass(frozen=True, slots=True)
class AbsenceCrossed(Message):
    """In a regular term a student has lost connection: R11.2d is crossed. Told once a crossing, with its evidence."""

    fact_id: UUID
    version_no: int
    student_id: UUID
    term_id: UUID
    ground: str
    """``share``: over the allowed share of a course's classes; ``away``: over two weeks after holidays or a trip."""
    section_id: UUID | None
    course_id: UUID | None
    """Of which course; none where he was away from all of them."""
    missed: int
    """Unexcused absences."""
    held: int
    """Classes of the section in the term that are held; of ``away``, the classes since the day he should have come."""
    share: Decimal
    """``missed`` of ``held`` in percent, two decimals, cut."""
    since: date
    """The first of these absences; of ``away``, the day on which he should have come."""
    until: date
    """The last of them."""
    as_of: datetime


@event("grading", heard_by=("registration",))
@dataclass(frozen=True, slots=True)
class AbsenceCured(Message):
    """A crossing told before stands no more: absences were excused or entries corrected afterwards (R11.3)."""

    fact_id: UUID
    version_no: int
    student_id: UUID
    term_id: UUID
    ground: str
    section_id: UUID | None
    course_id: UUID | None
    missed: int
    held: int
    share: Decimal
    since: date
    until: date
    as_of: datetime
    why: str
    """``excused``: by a document; ``corrected``: an entry was wrong; ``classes``: a class was not held or added."""


@event("grading", heard_by=("registration",))
@dataclass(frozen=True, slots=True)
class GpaChanged(Message):
    """A student's cumulative GPA, two decimals (R6.1)."""

    student_id: UUID
    version_no: int
    gpa: Decimal | None
    credits: int


@dataclass(frozen=True, slots=True)
class Passed:
    """All courses that a student has passed, by their last attempts, as of this version."""

    student_id: UUID
    version_no: int
    course_ids: tuple[UUID, ...]


@event("grading", heard_by=("registration",))
@dataclass(frozen=True, slots=True)
class PassedChanged(Message):
    """Which courses these students have passed (R9.4)."""

    students: tuple[Passed, ...]


@event("grading", heard_by=("registration",))
@dataclass(frozen=True, slots=True)
class AppealWaits(Message):
    """An appeal waits for its commission or for its decision; registration tells those who hold the roles (R5.5)."""

    appeal_id: UUID
    number: int
    course: str
    section: str
    what: str
    """``commission`` or ``decision``."""
    stage: str
    """``new``, ``half`` of its time is over, or ``over``: all of it."""
    until: datetime


@local("grading")
@dataclass(frozen=True, slots=True)
class AppealDue(Message):
    """Half of the time, or all of it, is over in which an appeal is to be decided (R5.5, R13.1)."""

    appeal_id: UUID
    stage: str


@local("grading")
@dataclass(frozen=True, slots=True)
class SheetLate(Message):
    """An exam is over; or the time to enter its results is, or has been for so long (R5.1, R13.1)."""

    sheet_id: UUID
    level: int = 1
    """Whose turn it is: 1 the teacher, 2 the dean and the office, 3 the rectorate; 0 nobody's: the exam is over."""
