"""The figures of a set of records: what an import can be checked against."""

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from uuid import UUID

from shared.records.model import Mark, RegistrationRecord, University
from shared.records.scale import POINTS, whole


@dataclass(frozen=True, slots=True)
class Figures:
    """Registrations, letters, debts and GPAs; debts are counted by the code of the course."""

    registrations: int
    students: int
    letters: Mapping[str, int]
    debts: Mapping[str, int]
    debtors: int
    students_with_gpa: int
    mean_gpa: Decimal
    sum_of_gpas: Decimal

    @property
    def open_debts(self) -> int:
        """All debts together."""
        return sum(self.debts.values())


def figures(university: University) -> Figures:
    """Count a source: a debt is a last attempt, not withdrawn, that is F (R4.6); the GPA is that of R6.1 and R6.2."""
    code = {course.id: course.code for course in university.courses}
    credits = {course.id: course.credits for course in university.courses if course.counts_in_gpa}
    last = last_attempts(university.registrations)
    debts = [row for row in last if row.letter == "F"]
    exact = _gpas(last, credits)
    return Figures(
        registrations=len(university.registrations),
        students=len({row.student_id for row in university.registrations}),
        letters=Counter(row.letter for row in university.registrations),
        debts=Counter(code[row.course_id] for row in debts),
        debtors=len({row.student_id for row in debts}),
        students_with_gpa=len(exact),
        mean_gpa=Decimal(whole(_mean(exact.values()) * 10_000)).scaleb(-4),
        sum_of_gpas=sum((Decimal(whole(gpa * 100)).scaleb(-2) for gpa in exact.values()), Decimal()),
    )


def last_attempts(registrations: tuple[RegistrationRecord, ...]) -> tuple[RegistrationRecord, ...]:
    """The last attempt of each student in each course; a withdrawal is none (R6.2)."""
    last: dict[tuple[UUID, UUID], RegistrationRecord] = {}
    for row in registrations:
        key = (row.student_id, row.course_id)
        if row.mark is not Mark.WITHDRAWN and (key not in last or last[key].attempt < row.attempt):
            last[key] = row
    return tuple(last.values())


def _gpas(last: tuple[RegistrationRecord, ...], credits: Mapping[UUID, int]) -> dict[UUID, Fraction]:
    """The exact GPA of each student: the sum of points x credits over the credits, F as 0 (R6.1)."""
    hundredths: Counter[UUID] = Counter()
    taken: Counter[UUID] = Counter()
    for row in last:
        hundredths[row.student_id] += POINTS[row.letter] * credits.get(row.course_id, 0)
        taken[row.student_id] += credits.get(row.course_id, 0)
    return {student: Fraction(hundredths[student], 100 * credits) for student, credits in taken.items() if credits}


def _mean(numbers: Collection[Fraction]) -> Fraction:
    return sum(numbers, Fraction()) / len(numbers) if numbers else Fraction()
