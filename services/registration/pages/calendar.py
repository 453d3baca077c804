"""The office's calendar: days off as the government moves them (R2.1), practice and certification of groups (D24)."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from flask import request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import select

from services.registration.db import db
from services.registration.models.campus import Group, Practice
from services.registration.models.terms import Holiday
from services.registration.pages.words import in_language
from services.registration.usecases import practices
from services.registration.workflows import dates
from shared.clock import now
from shared.errors import NotFound
from shared.web import (
    ChoiceField,
    Column,
    DataTable,
    DateField,
    Form,
    TextField,
    allows,
    back_to,
    page_blueprint,
    render_confirm,
    render_form,
    shown_in,
    t,
)

pages = page_blueprint("registration", "calendar", __name__)

DAYS = DataTable(
    "days",
    Column("day", "holiday.day", kind="day", sort=Holiday.day),
    Column("name", "holiday.name"),
    Column("works", "holiday.works", kind="flag", sort=Holiday.works),
    sort="day",
)
PRACTICES = DataTable(
    "practices",
    Column("group", "term.group", sort=Group.code),
    Column("kind", "exception.kind", kind="badge"),
    Column("starts_on", "practice.starts_on", kind="day", sort=Practice.starts_on),
    Column("ends_on", "practice.ends_on", kind="day", sort=Practice.ends_on),
    Column("remove", "word.delete", link=lambda row: url_for("calendar.remove", practice_id=row.practice_id)),
    search=(Group.code,),
    sort="-starts_on",
)


class DayForm(Form):
    """A day that is off, or worked instead of another."""

    day = DateField("holiday.day", required=True)
    kind = ChoiceField("exception.kind", required=True)
    kk = TextField("holiday.name_kk", required=True, max=100)
    ru = TextField("holiday.name_ru", required=True, max=100)
    en = TextField("holiday.name_en", required=True, max=100)


class PracticeForm(Form):
    """A group's days away."""

    group = ChoiceField("term.group", required=True)
    kind = ChoiceField("exception.kind", required=True)
    starts_on = DateField("practice.starts_on", required=True)
    ends_on = DateField("practice.ends_on", required=True)


@pages.get("/holidays")
@allows("registration.see_terms")
def days() -> ResponseReturnValue:
    """Days off and worked weekend days of a year."""
    asked = request.args.get("year", "")
    with db.read() as session:
        year = int(asked) if asked.isascii() and asked.isdecimal() and len(asked) == 4 else now(session).day.year
        query = select(Holiday.day, in_language(Holiday.name).label("name"), Holiday.works).where(
            Holiday.day.between(date(year, 1, 1), date(year, 12, 31))
        )
        return DAYS.answer(session, query, "registration/holidays/list.html", year=year)


@pages.route("/holidays/move", methods=["GET", "POST"])
@allows("registration.edit_university")
def move() -> ResponseReturnValue:
    """A day is off, or worked, from now on; a chain stays, what is to be paid that day is due later (R13.1)."""
    form = DayForm()
    form.kind.choices = [("off", t("holiday.off")), ("works", t("holiday.worked"))]
    if form.validate_on_submit():
        names = {language: form[language].data for language in ("kk", "ru", "en")}
        with shown_in(form), db.transaction() as session:
            dates.move_day(session, form.day.data, form.kind.data == "works", names)
            return back_to("calendar.days", said="holiday.saved", year=form.day.data.year)
    return render_form("registration/holidays/move.html", form=form)


@pages.get("/practices")
@allows("registration.edit_university")
def away() -> ResponseReturnValue:
    """Practice and certification of groups."""
    query = select(
        Practice.practice_id,
        Group.code.label("group"),
        Practice.kind,
        Practice.starts_on,
        Practice.ends_on,
    ).join(Group, Group.group_id == Practice.group_id)
    with db.read() as session:
        shown: Any = query.add_columns(Group.code.label("remove"))
        return PRACTICES.answer(session, shown, "registration/practices/list.html")


@pages.route("/practices/new", methods=["GET", "POST"])
@allows("registration.edit_university")
def add() -> ResponseReturnValue:
    """A group is away from day to day: a hold on its students' summer classes (D24)."""
    form = PracticeForm()
    with db.read() as session:
        groups = session.execute(select(Group.group_id, Group.code).order_by(Group.code))
        form.group.choices = [(str(group_id), code) for group_id, code in groups]
    form.kind.choices = [(kind, t(f"practice.{kind}")) for kind in ("practice", "certification")]
    if form.validate_on_submit():
        with shown_in(form), db.transaction() as session:
            practices.add(session, UUID(form.group.data), form.kind.data, form.starts_on.data, form.ends_on.data)
            return back_to("calendar.away", said="practice.saved")
    return render_form("registration/practices/new.html", form=form)


@pages.route("/practices/<uuid:practice_id>/remove", methods=["GET", "POST"])
@allows("registration.edit_university")
def remove(practice_id: UUID) -> ResponseReturnValue:
    """It does not take place."""
    if request.method == "POST":
        with db.transaction() as session:
            practices.remove(session, practice_id)
            return back_to("calendar.away", said="practice.removed")
    with db.read() as session:
        found = session.get(Practice, practice_id)
        if found is None:
            raise NotFound("practice")
        facts = [(t("practice.starts_on"), found.starts_on), (t("practice.ends_on"), found.ends_on)]
    return render_confirm(
        title=t("practice.remove"),
        text=t("practice.remove_text"),
        facts=facts,
        do=url_for("calendar.remove", practice_id=practice_id),
        back=url_for("calendar.away"),
        submit="word.delete",
    )
