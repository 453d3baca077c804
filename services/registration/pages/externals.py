"""Students of other universities: they register themselves; the office checks their papers (R8.8)."""

from __future__ import annotations

from uuid import UUID

from flask import Response, current_app, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import select

from services.registration.db import db
from services.registration.domain.externals import Sent
from services.registration.domain.seasons import SUMMER
from services.registration.models.externals import ExternalStudent
from services.registration.models.people import Person
from services.registration.pages.words import name
from services.registration.queries import my_summer
from services.registration.queries.open_courses import not_repeated, open_courses
from services.registration.usecases import externals
from shared.clock import now
from shared.errors import NotFound
from shared.web import (
    CheckField,
    ChoiceField,
    Column,
    DataTable,
    FileField,
    Form,
    TextField,
    allows,
    back_to,
    current_language,
    current_student_id,
    limiter,
    page_blueprint,
    public,
    render,
    render_form,
    shown_in,
    t,
)

pages = page_blueprint("registration", "externals", __name__)

PAPERS = DataTable(
    "externals",
    Column("check_by", "external.check_by", kind="moment", sort=ExternalStudent.check_by),
    Column(
        "name",
        "term.name",
        sort=Person.sort_key,
        link=lambda row: url_for("externals.show", student_id=row.student_id),
    ),
    Column("university", "external.university", sort=ExternalStudent.university),
    Column("sent_at", "external.sent_at", kind="moment", sort=ExternalStudent.sent_at),
    Column("status", "term.status", kind="badge", sort=ExternalStudent.status),
    Column("late", "external.late", kind="flag"),
    Column("why", "word.reason"),
    search=(Person.folded, ExternalStudent.university),
    sort="-status",
    empty="external.none",
)


class RegisterForm(Form):
    """Who he is, his university and its registrar, the letter."""

    surname = TextField("external.surname", required=True, max=100)
    given_name = TextField("external.given_name", required=True, max=100)
    patronymic = TextField("external.patronymic", max=100)
    identity_kind = ChoiceField("external.identity_kind", required=True)
    identity_number = TextField("external.identity_number", required=True, max=20)
    email = TextField("account.email", required=True, max=200)
    phone = TextField("external.phone", max=40)
    university = TextField("external.university", required=True, max=200)
    registrar_email = TextField("external.registrar_email", required=True, max=200, help="external.registrar_help")
    letter = FileField("external.letter", required=True, endings=("pdf", "jpg", "jpeg"))
    agreed = CheckField("external.agreed", required=True)


class CheckForm(Form):
    """Accept, or refuse with a reason."""

    decision = ChoiceField("summer.decision", required=True)
    why = TextField("word.reason", max=500, lines=3)


@pages.route("/external", methods=["GET", "POST"])
@public
@limiter.limit("10/hour", methods=["POST"])
def register() -> ResponseReturnValue:
    """A student of another university registers himself."""
    form = RegisterForm()
    form.identity_kind.choices = [(kind, t(f"external.{kind}")) for kind in ("iin", "passport")]
    if form.validate_on_submit():
        with shown_in(form), db.transaction() as session:
            externals.register(session, _sent(form), current_app.config["WEB"].origin)
            return back_to("externals.received")
    return render_form("registration/externals/register.html", form=form)


@pages.get("/external/received")
@public
def received() -> ResponseReturnValue:
    """What follows: the letter with the address that opens his account, the check within two working days."""
    return render("registration/externals/received.html")


@pages.get("/externals")
@allows("registration.check_externals")
def index() -> ResponseReturnValue:
    """External papers to check, those that wait first."""
    with db.read() as session:
        late = (ExternalStudent.status == "sent") & (ExternalStudent.check_by < now(session).office)
        query = select(
            ExternalStudent.student_id,
            name().label("name"),
            ExternalStudent.university,
            ExternalStudent.sent_at,
            ExternalStudent.check_by,
            ExternalStudent.status,
            late.label("late"),
            ExternalStudent.why,
        ).join(Person, Person.person_id == ExternalStudent.student_id)
        return PAPERS.answer(session, query, "registration/externals/list.html")


@pages.route("/externals/<uuid:student_id>", methods=["GET", "POST"])
@allows("registration.check_externals")
def show(student_id: UUID) -> ResponseReturnValue:
    """His papers, and the decision."""
    form = CheckForm()
    form.decision.choices = [(one, t(f"external.{one}")) for one in ("accept", "refuse")]
    with db.read() as session:
        row, person = _row(session.get(ExternalStudent, student_id)), session.get_one(Person, student_id)
        registrar = session.get_one(Person, row.registrar_id)
    if row.status == "sent" and form.validate_on_submit():
        with shown_in(form), db.transaction() as session:
            externals.check(session, student_id, form.decision.data == "accept", form.why.data or "")
            return back_to("externals.show", said="external.checked", student_id=student_id)
    return render_form("registration/externals/show.html", form=form, row=row, person=person, registrar=registrar)


@pages.get("/externals/<uuid:student_id>/letter")
@allows("registration.check_externals")
def letter(student_id: UUID) -> ResponseReturnValue:
    """The letter as it was sent."""
    with db.read() as session:
        row = _row(session.get(ExternalStudent, student_id))
    answer = Response(row.letter, mimetype=row.letter_kind)
    answer.headers.set("Content-Disposition", "attachment", filename=f"letter.{row.letter_kind.split('/')[1]}")
    return answer


@pages.get("/my/courses")
@allows("registration.apply")
def courses() -> ResponseReturnValue:
    """All courses of the summer term: for a student of another university, and for purposes beside debts (R8.1)."""
    with db.read() as session:
        mine = session.get(ExternalStudent, current_student_id())
        term = my_summer.current_term(session, SUMMER)
        found = open_courses(session, term.term_id) if term else []
        price = my_summer.price_of(session, current_student_id(), term) if term else None
        passed = not_repeated(session, current_student_id())
        return render(
            "registration/externals/courses.html", courses=found, price=price, term=term, mine=mine, passed=passed
        )


def _sent(form: RegisterForm) -> Sent:
    typed = {field: (form[field].data or "").strip() for field in TYPED}
    return Sent(**typed, language=current_language(), letter=form.letter.data.read())


TYPED = (
    "surname", "given_name", "patronymic", "email", "phone", "identity_kind", "identity_number", "university",
    "registrar_email",
)  # fmt: skip


def _row(found: ExternalStudent | None) -> ExternalStudent:
    if found is None:
        raise NotFound("student")
    return found
