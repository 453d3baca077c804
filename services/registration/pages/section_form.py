"""The form of a section: teacher, seats, and up to four weekly classes."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import time
from typing import Any
from uuid import UUID

from wtforms.validators import ValidationError

from services.registration.domain.timetable import WeeklyClass
from services.registration.queries.sections import SectionCard
from services.registration.usecases.sections import SectionPlan
from shared.web import ChoiceField, Form, TextField, WholeNumberField, t

_LINE = re.compile(r"([1-7])\s+(\d{1,2}):(\d{2})\s*[-–]\s*(\d{1,2}):(\d{2})\s*(.{0,50})")


class SectionForm(Form):
    """What the office sets of a section; a class is a line ``1 09:00-11:30 204``."""

    teacher = ChoiceField("term.teacher")
    capacity = WholeNumberField("term.capacity", required=True, least=1, most=1000)
    minimum = WholeNumberField("term.minimum", required=True, least=0, most=1000)
    times = TextField("term.times", help="section.times_help", lines=4, max=400)

    def validate_times(self, field: Any) -> None:
        """Every line is a class."""
        for line in _lines(field.data):
            if _class(line) is None:
                raise ValidationError(t("section.time_wrong", line=line))


def fill(form: SectionForm, card: SectionCard, teachers: Sequence[tuple[UUID, str]], *, first: bool) -> None:
    """The choices of teacher; on the first showing, what stands."""
    known = [(str(person), name) for person, name in teachers]
    if card.teacher_id is not None and str(card.teacher_id) not in dict(known):
        known.append((str(card.teacher_id), card.teacher or ""))
    form.teacher.choices = [("", t("proposal.no_teacher")), *known]
    if first:
        form.teacher.data = str(card.teacher_id or "")
        form.capacity.data, form.minimum.data = card.capacity, card.minimum
        form.times.data = "\n".join(
            f"{one.weekday} {one.starts:%H:%M}-{one.ends:%H:%M} {one.room}".strip() for one in card.meetings
        )


def plan_of(form: SectionForm) -> SectionPlan:
    """What was typed."""
    teacher = form.teacher.data
    classes = [_class(line) for line in _lines(form.times.data)]
    return SectionPlan(
        UUID(teacher) if teacher else None,
        form.capacity.data,
        form.minimum.data,
        tuple(one for one in classes if one is not None),
    )


def _lines(text: str | None) -> list[str]:
    return [line.strip() for line in (text or "").splitlines() if line.strip()]


def _class(line: str) -> WeeklyClass | None:
    found = _LINE.fullmatch(line)
    if not found:
        return None
    day, first_hour, first_minute, last_hour, last_minute, room = found.groups()
    try:
        starts, ends = time(int(first_hour), int(first_minute)), time(int(last_hour), int(last_minute))
    except ValueError:
        return None
    return WeeklyClass(int(day), starts, ends, room.strip()) if starts < ends else None
