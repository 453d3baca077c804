"""The form of a proposal: the first day, and a line for each course that is owed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from services.registration.domain.seasons import RETAKES, SUMMER
from services.registration.domain.signatures import groups_for
from services.registration.queries.debtors import CourseDebtors
from services.registration.usecases.proposals import CourseWish
from shared.web import CheckField, ChoiceField, DateField, Form, WholeNumberField, t

CAPACITY = 25


class ProposalForm(Form):
    """For which term, its first day; the lines of the courses are added for each faculty."""

    season = ChoiceField("proposal.season", required=True, help="proposal.season_help")
    starts_on = DateField("chain.starts_on", required=True, help="proposal.starts_help")

    def line(self, course_id: UUID) -> dict[str, Any]:
        """The fields of one course."""
        return {name: self[f"{name}_{course_id.hex}"] for name in ("take", "groups", "capacity", "minimum", "teacher")}


def proposal_form(
    rows: Sequence[CourseDebtors], teachers: Sequence[tuple[UUID, str]], minimum: int, starts_on: date | None
) -> ProposalForm:
    """The form with a line for each course, filled with what the counts suggest."""
    fields: dict[str, Any] = {}
    for row in rows:
        fields[f"take_{row.course_id.hex}"] = CheckField("proposal.take")
        fields[f"groups_{row.course_id.hex}"] = WholeNumberField("proposal.groups", required=True, least=1, most=200)
        fields[f"capacity_{row.course_id.hex}"] = WholeNumberField("term.capacity", required=True, least=1, most=1000)
        fields[f"minimum_{row.course_id.hex}"] = WholeNumberField("term.minimum", required=True, least=0, most=1000)
        fields[f"teacher_{row.course_id.hex}"] = ChoiceField("term.teacher")
    made: ProposalForm = type("FacultyProposalForm", (ProposalForm,), fields)(
        data={"season": SUMMER, "starts_on": starts_on, **_suggested(rows, minimum)}
    )
    made.season.choices = [(season, t(f"season.{season}")) for season in (SUMMER, *RETAKES)]
    choices = [("", t("proposal.no_teacher")), *((str(person), name) for person, name in teachers)]
    for row in rows:
        made[f"teacher_{row.course_id.hex}"].choices = choices
    return made


def wishes_of(form: ProposalForm, rows: Sequence[CourseDebtors]) -> list[CourseWish]:
    """The courses that were ticked."""
    return [_wish(row.course_id, form.line(row.course_id)) for row in rows if form.line(row.course_id)["take"].data]


def _wish(course_id: UUID, line: dict[str, Any]) -> CourseWish:
    teacher = line["teacher"].data
    return CourseWish(
        course_id=course_id,
        groups=line["groups"].data or 0,
        capacity=line["capacity"].data or 0,
        minimum=line["minimum"].data or 0,
        teacher_id=UUID(teacher) if teacher else None,
    )


def _suggested(rows: Sequence[CourseDebtors], minimum: int) -> dict[str, Any]:
    data: dict[str, Any] = {}
    for row in rows:
        data[f"take_{row.course_id.hex}"] = row.wanted >= minimum
        data[f"groups_{row.course_id.hex}"] = groups_for(row.wanted, CAPACITY)
        data[f"capacity_{row.course_id.hex}"] = CAPACITY
        data[f"minimum_{row.course_id.hex}"] = minimum
        data[f"teacher_{row.course_id.hex}"] = ""
    return data
