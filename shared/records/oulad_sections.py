"""Modules as courses and presentations as terms and sections of 60."""

from collections import Counter
from collections.abc import Iterable, Mapping

from shared.records import calendar
from shared.records.catalogue import catalogue
from shared.records.ids import record_id
from shared.records.model import CourseRecord, Role, SectionRecord, StaffRecord, TermRecord, Texts
from shared.records.oulad_files import Presentation
from shared.records.staff import with_role
from shared.records.timetable import Timetable

SEATS = 60
SHORT_MODULES = {"GGG"}
SOCIAL_SCIENCES = {"AAA", "BBB", "GGG"}


def terms_of(presentations: Iterable[Presentation], summer_year: int) -> dict[str, TermRecord]:
    """Our term of each presentation: B is spring, J autumn, the last of them the one before the summer."""
    codes = sorted({code for _, code in presentations}, key=in_time)
    if not codes:
        return {}
    year, month = int(codes[-1][:4]), codes[-1][4]
    later = summer_year - year if month == "B" else summer_year - 1 - year
    return {code: _term(int(code[:4]) + later, code[4]) for code in codes}


def in_time(presentation_code: str) -> tuple[str, bool]:
    """The order of presentations in time: 2013B (February) comes before 2013J (October)."""
    return presentation_code[:4], presentation_code[4] == "J"


def course_of(module: str) -> CourseRecord:
    """A module as a course: GGG has 3 credits, the others 6."""
    social = module in SOCIAL_SCIENCES
    title = (
        Texts(f"Әлеуметтік ғылымдар, {module}", f"Социальные науки, {module}", f"Social sciences, {module}")
        if social
        else Texts(f"Ғылым және техника, {module}", f"Наука и техника, {module}", f"Science and technology, {module}")
    )
    faculty = catalogue().faculty("HL" if social else "IT")
    return CourseRecord(record_id("course", module), module, title, 3 if module in SHORT_MODULES else 6, faculty.id)


class Sections:
    """Fills sections of a presentation as registrations come, each up to its seats."""

    def __init__(self, terms: Mapping[str, TermRecord], people: tuple[StaffRecord, ...]) -> None:
        self._terms = terms
        self._timetables = {code: Timetable(term) for code, term in terms.items()}
        self._teachers = {faculty.id: with_role(people, Role.TEACHER, faculty) for faculty in catalogue().faculties}
        self._taken: Counter[Presentation] = Counter()
        self._sections: dict[str, SectionRecord] = {}

    @property
    def all(self) -> tuple[SectionRecord, ...]:
        """The sections made so far."""
        return tuple(self._sections.values())

    def seat(self, presentation: Presentation) -> SectionRecord:
        """The section in which the next registration of a presentation sits."""
        number = self._taken[presentation] // SEATS + 1
        self._taken[presentation] += 1
        code = f"{presentation[0]}-{presentation[1]}-{number:02d}"
        return self._sections.get(code) or self._sections.setdefault(code, self._section(code, presentation))

    def _section(self, code: str, presentation: Presentation) -> SectionRecord:
        course, term = course_of(presentation[0]), self._terms[presentation[1]]
        timetable = self._timetables[presentation[1]]
        teacher_id, meetings = timetable.place(code, self._teachers[course.faculty_id], None)
        begins, ends = timetable.exam(code)
        return SectionRecord(
            record_id("section", term.code, code), code, term.id, course.id, teacher_id, "ru", SEATS, meetings,
            begins, ends,
        )  # fmt: skip


def _term(year: int, month: str) -> TermRecord:
    return calendar.spring(year) if month == "B" else calendar.autumn(year)
