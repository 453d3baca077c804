"""Weekly classes in bodies and answers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from marshmallow import ValidationError, validates_schema
from marshmallow.fields import Time

from services.registration.domain.timetable import WeeklyClass
from shared.web import ApiSchema, WholeNumber, Word


class MeetingIn(ApiSchema):
    """A class of every week: Monday is 1; hours of Almaty."""

    weekday = WholeNumber(required=True, least=1, most=7)
    starts = Time(required=True, format="iso")
    ends = Time(required=True, format="iso")
    room = Word(least=0, most=50, load_default="")

    @validates_schema
    def ends_after_it_starts(self, data: Mapping[str, Any], **_: Any) -> None:
        """A class that ends before it starts is none."""
        if data["ends"] <= data["starts"]:
            raise ValidationError("Ends before it starts.", "ends")


def as_meetings(given: Iterable[Mapping[str, Any]]) -> tuple[dict[str, Any], ...]:
    """Classes as a proposal keeps them."""
    return tuple(
        {
            "weekday": one["weekday"],
            "starts": one["starts"].isoformat(),
            "ends": one["ends"].isoformat(),
            "room": one["room"],
        }
        for one in given
    )


def as_classes(given: Iterable[Mapping[str, Any]]) -> tuple[WeeklyClass, ...]:
    """Classes as the rules know them."""
    return tuple(WeeklyClass(one["weekday"], one["starts"], one["ends"], one["room"]) for one in given)
