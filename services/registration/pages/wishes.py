"""A student signs for a course, and takes it back while the number is not full; the dean sees the counts (R8.2)."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from services.registration.db import db
from services.registration.domain.purposes import Purpose, own_purposes
from services.registration.domain.signatures import groups_for, is_full
from services.registration.models.catalogue import Course
from services.registration.models.signatures import WishedCourse
from services.registration.pages.words import in_language, worded
from services.registration.queries import signatures as counts
from services.registration.queries.debtors import CourseDebtors, debtors_by_course
from services.registration.usecases import proposals, signatures
from services.registration.usecases.terms import academic_year_of_summer, live_term
from services.registration.workflows import summer_term
from shared.clock import now
from shared.errors import NotFound
from shared.web import (
    ChoiceField,
    Column,
    DataTable,
    Form,
    allows,
    back_to,
    current_student_id,
    page_blueprint,
    reach,
    render,
    render_confirm,
    render_form,
    shown_in,
    t,
)

pages = page_blueprint("registration", "wishes", __name__)

COURSES = DataTable(
    "courses",
    Column("code", "term.code", sort=Course.code, link=lambda row: url_for("wishes.show", course_id=row.course_id)),
    Column("name", "term.course"),
    Column("credits", "term.credits", kind="number", sort=Course.credits),
    Column("signed", "wish.signed", kind="number", sort=WishedCourse.signed),
    Column("owes", "wish.owes", kind="flag"),
    Column("purpose", "wish.mine", kind="badge"),
    search=(Course.folded,),
)
SIGNATURES = DataTable(
    "signatures",
    Column("code", "term.code"),
    Column("name", "term.course"),
    Column("wishes", "wish.signed", kind="number"),
    Column("minimum", "wish.needed", kind="number"),
    Column("debtors", "proposal.debtors", kind="number"),
    Column("groups", "proposal.groups", kind="number"),
    Column("expected_fee", "proposal.expected_fee", kind="money"),
    Column("status", "term.status", kind="badge"),
)


class SignForm(Form):
    """What the course is wanted for."""

    purpose = ChoiceField("case.purpose", required=True)


@pages.get("/my/wishes")
@allows("registration.sign_proposal")
def mine() -> ResponseReturnValue:
    """Every course with its signatures; those that he signed or owes first."""
    with db.read() as session:
        year = academic_year_of_summer(now(session).day)
        query = counts.courses_for(current_student_id(), year).add_columns(in_language(Course.title).label("name"))
        open_from = signatures.window(session)
        return COURSES.answer(
            session, query, "registration/wishes/mine.html", window=open_from, minimum=signatures.minimum(session)
        )


@pages.route("/my/wishes/<uuid:course_id>", methods=["GET", "POST"])
@allows("registration.sign_proposal")
def show(course_id: UUID) -> ResponseReturnValue:
    """One course: how many have signed, and one's own signature."""
    form = SignForm()
    with db.read() as session:
        row, minimum = _course(session, course_id), signatures.minimum(session)
    form.purpose.choices = [(one.value, t(f"purpose.{one.value}")) for one in own_purposes(owes=row.owes)]
    if form.validate_on_submit():
        with shown_in(form), db.transaction() as session:
            summer_term.sign(session, current_student_id(), course_id, Purpose(form.purpose.data))
            return back_to("wishes.show", said="wish.thanks", course_id=course_id)
    return render_form("registration/wishes/show.html", form=form, row=row, minimum=minimum, worded=worded)


@pages.route("/my/wishes/<uuid:course_id>/take-back", methods=["GET"])
@allows("registration.sign_proposal")
def ask_take_back(course_id: UUID) -> ResponseReturnValue:
    """What taking back does."""
    with db.read() as session:
        row = _course(session, course_id)
    return render_confirm(
        title=t("wish.take_back"),
        text=t("wish.take_back_text"),
        facts=[(t("term.course"), f"{row.code} {worded(row.title)}"), (t("wish.signed"), row.signed)],
        do=url_for("wishes.take_back", course_id=course_id),
        back=url_for("wishes.show", course_id=course_id),
        submit="wish.take_back",
    )


@pages.post("/my/wishes/<uuid:course_id>/take-back")
@allows("registration.sign_proposal")
def take_back(course_id: UUID) -> ResponseReturnValue:
    """The signature is taken back."""
    with db.transaction() as session:
        signatures.take_back(session, current_student_id(), course_id)
    return back_to("wishes.show", said="wish.taken_back", course_id=course_id)


@pages.get("/signatures")
@allows("registration.see_debts")
def signed() -> ResponseReturnValue:
    """Courses of one's faculties for which somebody has signed: how many of how many, expected groups and fee."""
    seen = reach("registration.see_debts")
    with db.read() as session:
        year = academic_year_of_summer(now(session).day)
        least, size = signatures.minimum(session), signatures.group_size(session)
        rows = debtors_by_course(session, year, None if seen.everything else seen.faculties)
        term = live_term(session, year)
        proposed = proposals.proposed_courses(session, term.term_id) if term else set()
        table = SIGNATURES.of_rows([_row(row, least, size, proposed) for row in rows if row.wishes])
        return render("registration/wishes/signed.html", table=table, window=signatures.window(session))


def _course(session: Session, course_id: UUID) -> Any:
    year = academic_year_of_summer(now(session).day)
    query = counts.courses_for(current_student_id(), year).where(Course.course_id == course_id)
    row = session.execute(query).first()
    if row is None:
        raise NotFound("course")
    return row


def _row(row: CourseDebtors, least: int, size: int, proposed: set[UUID]) -> dict[str, Any]:
    columns = ("code", "wishes", "debtors", "expected_fee")
    standing = "with_rectorate" if row.course_id in proposed else "full" if is_full(row.wishes, least) else "collecting"
    return {
        "name": worded(row.title),
        "minimum": least,
        "groups": groups_for(row.wanted, size),
        "status": standing,
        **{column: getattr(row, column) for column in columns},
    }
