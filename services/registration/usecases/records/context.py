"""What of a source must be known while its batches come in: codes by id, and how full its sections are."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from typing import Self
from uuid import UUID

from shared.records.model import University


@dataclass(frozen=True, slots=True)
class Context:
    """Lookups into a source, made once."""

    university: University
    recorded_at: datetime
    faculty_codes: dict[UUID, str]
    specialty_codes: dict[UUID, str]
    group_codes: dict[UUID, str]
    group_advisers: dict[UUID, UUID | None]
    course_faculties: dict[UUID, UUID]
    taken: Counter[UUID]

    @classmethod
    def of(cls, university: University, recorded_at: datetime) -> Self:
        return cls(
            university=university,
            recorded_at=recorded_at,
            faculty_codes={row.id: row.code for row in university.faculties},
            specialty_codes={row.id: row.code for row in university.specialties},
            group_codes={row.id: row.code for row in university.groups},
            group_advisers={row.id: row.adviser_id for row in university.groups},
            course_faculties={row.id: row.faculty_id for row in university.courses},
            taken=Counter(row.section_id for row in university.registrations),
        )
