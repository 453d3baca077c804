"""Groups of students: a specialty, an entry year, a language of instruction and an adviser."""

from dataclasses import dataclass, field
from random import Random

from shared.records.catalogue import catalogue
from shared.records.ids import record_id
from shared.records.model import Funding, Group, Role, Specialty, StaffRecord, StudentRecord
from shared.records.people import person
from shared.records.staff import with_role

YEARS = 4
KAZAKH_GROUPS = 0.6
GRANTS = 0.45
WITHOUT_EMAIL = 0.01


@dataclass(frozen=True, slots=True)
class Cohorts:
    """Places students in groups of a specialty and year as they come; `first_group` keeps sources apart."""

    seed: int
    first_study_year: int
    people: tuple[StaffRecord, ...]
    group_size: int
    first_group: int = 1
    _sizes: dict[tuple[str, int], int] = field(default_factory=dict)
    _groups: dict[str, Group] = field(default_factory=dict)

    @property
    def groups(self) -> tuple[Group, ...]:
        """The groups made so far."""
        return tuple(self._groups.values())

    def student(self, source_key: str, ordinal: int, specialty: Specialty, year: int) -> StudentRecord:
        """A student with everything that chance decides about him, in the next free place of his cohort."""
        chance = Random(f"{self.seed}:student:{source_key}")
        drawn, group = person(chance, ordinal), self._place(specialty, year)
        number = f"{group.entry_year % 100:02d}{ordinal:07d}"
        return StudentRecord(
            id=record_id("student", source_key),
            iin=drawn.iin,
            surname=drawn.surname,
            forename=drawn.forename,
            patronymic=drawn.patronymic,
            born_on=drawn.born_on,
            language=group.language,
            email="" if chance.random() < WITHOUT_EMAIL else f"s{number}@tirkeu.example",
            phone="",
            number=number,
            source_key=source_key,
            faculty_id=specialty.faculty_id,
            specialty_id=specialty.id,
            group_id=group.id,
            year_of_study=year,
            entry_year=group.entry_year,
            graduating=year == YEARS,
            funding=Funding.GRANT if chance.random() < GRANTS else Funding.FEE,
        )

    def _place(self, specialty: Specialty, year: int) -> Group:
        taken = self._sizes.get((specialty.code, year), 0)
        self._sizes[specialty.code, year] = taken + 1
        number = self.first_group + taken // self.group_size
        code = f"{specialty.code}-{(self.first_study_year + 1 - year) % 100:02d}-{number:02d}"
        return self._groups.get(code) or self._groups.setdefault(code, self._group(code, specialty, year))

    def _group(self, code: str, specialty: Specialty, year: int) -> Group:
        chance = Random(f"{self.seed}:group:{code}")
        faculty = next(faculty for faculty in catalogue().faculties if faculty.id == specialty.faculty_id)
        adviser = chance.choice(with_role(self.people, Role.ADVISER, faculty))
        language = "kk" if chance.random() < KAZAKH_GROUPS else "ru"
        entry_year = self.first_study_year + 1 - year
        return Group(record_id("group", code), code, specialty.id, entry_year, year, language, adviser.id)
