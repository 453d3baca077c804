"""The staff of the demo university: the same people under every source and seed (R1.1, R1.2)."""

from collections.abc import Iterator
from random import Random

from shared.records.catalogue import catalogue
from shared.records.ids import record_id
from shared.records.model import Faculty, Role, StaffRecord, StaffRole, Texts
from shared.records.people import person

POSTS = {
    Role.SPECIALIST: Texts("тіркеуші кеңсесінің маманы", "специалист офиса регистратора", "registration specialist"),
    Role.LEADING_SPECIALIST: Texts("жетекші маман", "ведущий специалист", "leading specialist"),
    Role.CHAIRMAN: Texts("тіркеуші кеңсесінің төрағасы", "председатель офиса регистратора", "chairman of the office"),
    Role.DEAN: Texts("декан", "декан", "dean"),
    Role.ADVISER: Texts("эдвайзер", "эдвайзер", "adviser"),
    Role.TEACHER: Texts("оқытушы", "преподаватель", "teacher"),
    Role.FINANCE: Texts("қаржы қызметкері", "сотрудник финансового отдела", "finance officer"),
    Role.CHIEF_ACCOUNTANT: Texts("бас есепші", "главный бухгалтер", "chief accountant"),
    Role.CASHIER: Texts("кассир", "кассир", "cashier"),
    Role.RECTORATE: Texts("оқу жөніндегі проректор", "проректор по учебной работе", "vice-rector for education"),
    Role.AUDITOR: Texts("аудитор", "аудитор", "auditor"),
    Role.ADMINISTRATOR: Texts("жүйе әкімшісі", "администратор системы", "system administrator"),
    Role.INVIGILATOR: Texts("емтихан бақылаушысы", "наблюдатель на экзамене", "invigilator"),
    Role.COMMISSION_MEMBER: Texts("комиссия мүшесі", "член комиссии", "member of a commission"),
    Role.HEAD_OF_DEPARTMENT: Texts("кафедра меңгерушісі", "заведующий кафедрой", "head of a department"),
}

OFFICE = (
    (Role.SPECIALIST, 3),
    (Role.LEADING_SPECIALIST, 3),
    (Role.CHAIRMAN, 1),
    (Role.FINANCE, 2),
    (Role.CHIEF_ACCOUNTANT, 1),
    (Role.CASHIER, 1),
    (Role.RECTORATE, 1),
    (Role.AUDITOR, 1),
    (Role.ADMINISTRATOR, 1),
)
"""How many of each serve the whole university (R1.1)."""

ADVISERS = 2
"""Of a faculty."""

BESIDE = ((Role.HEAD_OF_DEPARTMENT, 1), (Role.INVIGILATOR, 2), (Role.COMMISSION_MEMBER, 2))
"""Of a faculty too: who heads a department, watches over exams, sits in commissions."""

A_FACULTY = 1_000
"""Ordinals of people that a faculty has to itself."""


def staff(teachers: int) -> tuple[StaffRecord, ...]:
    """The office, then each faculty with its dean, advisers and this many teachers."""
    faculties = enumerate(catalogue().faculties, start=1)
    return (*_office(), *(who for place, faculty in faculties for who in _of_faculty(faculty, place, teachers)))


def with_role(people: tuple[StaffRecord, ...], role: Role, faculty: Faculty) -> tuple[StaffRecord, ...]:
    """Those who hold a role in a faculty."""
    return tuple(who for who in people if StaffRole(role, faculty.id) in who.roles)


def _office() -> Iterator[StaffRecord]:
    posts = ((role, number) for role, how_many in OFFICE for number in range(1, how_many + 1))
    for ordinal, (role, number) in enumerate(posts, start=1):
        yield _member(f"{role.value}{number}", ordinal, role, None)


def _of_faculty(faculty: Faculty, place: int, teachers: int) -> Iterator[StaffRecord]:
    posts = ((Role.DEAN, 1), (Role.ADVISER, ADVISERS), (Role.TEACHER, teachers), *BESIDE)
    wanted = ((role, number) for role, how_many in posts for number in range(1, how_many + 1))
    for ordinal, (role, number) in enumerate(wanted, start=place * A_FACULTY):
        yield _member(f"{role.value}{number}.{faculty.code.lower()}", ordinal, role, faculty)


def _member(key: str, ordinal: int, role: Role, faculty: Faculty | None) -> StaffRecord:
    chance = Random(f"staff:{key}")
    drawn = person(chance, ordinal)
    return StaffRecord(
        id=record_id("staff", key),
        iin=drawn.iin,
        surname=drawn.surname,
        forename=drawn.forename,
        patronymic=drawn.patronymic,
        born_on=drawn.born_on,
        language="kk" if chance.random() < 0.5 else "ru",
        email=f"{key}@tirkeu.example",
        phone="",
        number=f"P{ordinal:05d}",
        post=POSTS[role],
        roles=(StaffRole(role, faculty.id if faculty else None),),
    )
