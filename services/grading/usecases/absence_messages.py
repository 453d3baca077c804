"""What is said of absences: warnings, the ground crossed or cured, the bar of the summer, being away (R11.2d, D10)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID, uuid5

from sqlalchemy.orm import Session

from services.grading.domain.absences import Away, Share
from services.grading.models import AbsenceStanding, AwayStanding, Section, Term
from services.grading.usecases.consequences import title
from shared.clock import office_day
from shared.contracts.base import Message
from shared.contracts.grading import AbsenceCrossed, AbsenceCured, AbsenceWarned
from shared.contracts.notifications import Notify


@dataclass(frozen=True, slots=True)
class About:
    """A standing with what its messages need."""

    row: AbsenceStanding
    section: Section
    term: Term
    days: Sequence[date]
    """Of the absences that count, in order."""


def warned(session: Session, about: About, *, summer: bool) -> Iterator[Message]:
    """A level is reached: the student is told, and registration, which knows his adviser."""
    row, section = about.row, about.section
    yield AbsenceWarned(
        row.student_id, row.section_id, section.course_id, row.level, row.missed, row.held, row.share, row.crossing
    )
    if not row.over and not row.barred:
        template = "absence_warning_summer" if summer else "absence_warning"
        yield _notify(session, about, template, f"{row.level}:{row.crossing}", {"level": f"number:{row.level}"})


def crossed(session: Session, about: About) -> Iterator[Message]:
    """The ground of R11.2d, with its evidence; the student hears of it before anybody decides anything."""
    yield AbsenceCrossed(**_facts(about))
    yield _notify(session, about, "absence_over", str(about.row.version_no))


def cured(session: Session, about: About, why: str) -> Iterator[Message]:
    """The ground stands no more (R11.3)."""
    row = about.row
    yield AbsenceCured(**_facts(about), why=why)
    yield _cured(f"{row.section_id}:{row.student_id}:{row.version_no}", row.student_id, row.missed, row.held)


def bar_changed(session: Session, about: About) -> Notify:
    """Absences bar from the summer's exam, or do so no more (D10)."""
    template = "absence_bars" if about.row.barred else "absence_bars_no_more"
    return _notify(session, about, template, str(about.row.version_no))


def gone_away(row: AwayStanding, found: Away, held: int) -> Iterator[Message]:
    """He has not come since holidays or a trip, for over the policy's days (R11.2d)."""
    yield AbsenceCrossed(**_away_facts(row, found.since, found.until, held))
    params = {
        "since": f"date:{found.since}", "until": f"date:{found.until}", "missed": f"number:{found.missed}",
    }  # fmt: skip
    key = f"absence_away:{row.term_id}:{row.student_id}:{row.version_no}"
    yield Notify(key, row.student_id, "absence_away", params)


def come_back(row: AwayStanding, before: tuple[date, date], held: int, why: str) -> Iterator[Message]:
    """It stands no more: an excuse or a corrected entry broke the row of absences (R11.3)."""
    yield AbsenceCured(**_away_facts(row, *before, held), why=why)
    yield _cured(f"{row.term_id}:{row.student_id}:{row.version_no}", row.student_id, row.missed, held)


def _facts(about: About) -> dict[str, Any]:
    row, day = about.row, office_day(about.row.as_of)
    return {
        "fact_id": uuid5(row.section_id, f"absence:{row.student_id}"),
        "version_no": row.version_no,
        "student_id": row.student_id,
        "term_id": about.term.term_id,
        "ground": "share",
        "section_id": row.section_id,
        "course_id": about.section.course_id,
        "missed": row.missed,
        "held": row.held,
        "share": row.share,
        "since": min(about.days, default=day),
        "until": max(about.days, default=day),
        "as_of": row.as_of,
    }


def _away_facts(row: AwayStanding, since: date, until: date, held: int) -> dict[str, Any]:
    return {
        "fact_id": uuid5(row.term_id, f"away:{row.student_id}"),
        "version_no": row.version_no,
        "student_id": row.student_id,
        "term_id": row.term_id,
        "ground": "away",
        "section_id": None,
        "course_id": None,
        "missed": row.missed,
        "held": held,
        "share": Share(row.missed, held).shown,
        "since": since,
        "until": until,
        "as_of": row.as_of,
    }


def _cured(key: str, student_id: UUID, missed: int, held: int) -> Notify:
    params = {"missed": f"number:{missed}", "held": f"number:{held}"}
    return Notify(f"absence_cured:{key}", student_id, "absence_cured", params)


def counted(row: AbsenceStanding) -> dict[str, str]:
    """The numbers of a standing, as a notice prints them."""
    share = f"number:{row.share.normalize():f}"
    return {"missed": f"number:{row.missed}", "held": f"number:{row.held}", "share": share}


def _notify(session: Session, about: About, template: str, again: str, more: dict[str, str] | None = None) -> Notify:
    row = about.row
    params = {**title(session, row.section_id, row.student_id), **counted(row), **(more or {})}
    return Notify(f"{template}:{row.section_id}:{row.student_id}:{again}", row.student_id, template, params)
