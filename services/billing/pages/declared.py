"""'I have paid': the student sends his receipt; finance and office see whose money is still missing (R8.4, D19)."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Response, url_for
from flask.typing import ResponseReturnValue

from services.billing.db import db
from services.billing.domain.declared import MOST_BYTES
from services.billing.models import DeclaredPayment, Invoice, Person, Student
from services.billing.queries import declared as lists
from services.billing.queries import papers
from services.billing.queries.lists import faculty_of
from services.billing.usecases import declared, receipt_holds
from services.billing.usecases.declared import Declaration
from shared.identity import Forbidden
from shared.web import (
    CheckField,
    Column,
    DataTable,
    DateField,
    FileField,
    Form,
    MoneyInput,
    TextField,
    allows,
    back_to,
    current_actor,
    current_student_id,
    page_blueprint,
    reach,
    render_form,
    require,
    shown_in,
)

pages = page_blueprint("billing", "declared", __name__, "/declared")

RECEIPTS = DataTable(
    "receipts",
    Column(
        "student", "invoice.student", sort=Person.sort_key,
        link=lambda row: url_for("account.of_student", student_id=row.student_id) if _sees_accounts() else None,
    ),
    Column("number", "invoice.number", link=lambda row: url_for("invoices.show", invoice_id=row.invoice_id)),
    Column("course_code", "invoice.course", sort=Invoice.course_code),
    Column("state", "invoice.status", kind="badge", sort=DeclaredPayment.status, link=lambda row: _lift(row)),
    Column("amount", "invoice.amount", kind="money", sort=DeclaredPayment.amount),
    Column("paid_on", "declared.paid_on", kind="day", sort=DeclaredPayment.paid_on),
    Column("expected_by", "declared.expected_by", kind="day", sort=DeclaredPayment.expected_by),
    Column("due_on", "invoice.due", kind="day", sort=Invoice.due_on),
    Column("abroad", "declared.abroad", kind="flag"),
    Column("bank", "declared.bank"),
    Column("document", "declared.document", link=lambda row: _file(row.declaration_id)),
    Column("declarer", "declared.declarer"),
    search=(Person.folded,),
    sort="expected_by",
)  # fmt: skip


class ReceiptForm(Form):
    """What the receipt says, and its copy."""

    amount = MoneyInput("invoice.amount", required=True)
    paid_on = DateField("declared.paid_on", required=True)
    bank = TextField("declared.bank", required=True, max=120)
    document = TextField("declared.document", required=True, max=60)
    abroad = CheckField("declared.abroad", help="declared.abroad_help")
    file = FileField("declared.file", required=True, endings=("pdf", "jpg", "jpeg", "png"), help="declared.file_help")


class LiftForm(Form):
    """Why the hold is lifted."""

    why = TextField("declared.why", required=True, max=300, lines=3)


@pages.get("")
@allows("billing.see_declared")
def index() -> ResponseReturnValue:
    """Seats kept by a receipt, and receipts whose money never came."""
    seen = reach("billing.see_declared")
    if not (seen.everything or seen.faculties):
        raise Forbidden("billing.see_declared")
    query = seen.narrow(lists.receipts(), faculty=Student.faculty_id)
    query = query.where(DeclaredPayment.status.in_(("waits", "false")))
    with db.read() as session:
        return RECEIPTS.answer(session, query, "billing/declared.html", counts=lists.counts(session, query))


@pages.route("/invoices/<uuid:invoice_id>", methods=["GET", "POST"])
@allows("billing.declare_payment")
def declare(invoice_id: UUID) -> ResponseReturnValue:
    """Send the receipt of an invoice of one's own, or of the student on whose behalf the office acts."""
    student_id = current_student_id()
    with db.read() as session:
        paper = papers.by_id(session, invoice_id)
    if paper.student_id != student_id:
        raise Forbidden("billing.declare_payment")
    form = ReceiptForm(amount=paper.remaining)
    if form.validate_on_submit():
        sent = form.file.data
        said = Declaration(
            invoice_id, form.amount.data, form.paid_on.data, form.bank.data, form.document.data,
            (sent.filename or "")[:200], sent.read(MOST_BYTES + 1), form.abroad.data,
        )  # fmt: skip
        with shown_in(form), db.transaction() as session:
            declared.declare(session, student_id, said)
            return back_to("invoices.show", said="declared.sent", invoice_id=invoice_id)
    return render_form("billing/declare.html", form=form, paper=paper)


@pages.get("/<uuid:declaration_id>/file")
@allows("billing.see_declared")
def file(declaration_id: UUID) -> Response:
    """The receipt as it was sent: to its student, to finance and office."""
    with db.read() as session:
        one = lists.one(session, declaration_id)
        require("billing.see_declared", owner=one.student_id, faculty=faculty_of(session, one.student_id))
        answer = Response(one.content, mimetype=one.file_kind)
    ending = one.file_kind.rpartition("/")[2]
    answer.headers["Content-Disposition"] = f'attachment; filename="{one.declaration_id}.{ending}"'
    return answer


@pages.route("/<uuid:declaration_id>/lift", methods=["GET", "POST"])
@allows("billing.lift_receipt_hold")
def lift(declaration_id: UUID) -> ResponseReturnValue:
    """Lift the hold of a false receipt, with a reason."""
    form = LiftForm()
    if form.validate_on_submit():
        with shown_in(form), db.transaction() as session:
            receipt_holds.lift(session, declaration_id, form.why.data)
            return back_to("declared.index", said="declared.lifted")
    with db.read() as session:
        lists.one(session, declaration_id)
        row = session.execute(lists.receipts().where(DeclaredPayment.declaration_id == declaration_id)).one()
    return render_form("billing/declared_lift.html", form=form, row=row)


def _lift(row: Any) -> str | None:
    may = row.status == "false" and current_actor().may("billing.lift_receipt_hold")
    return url_for("declared.lift", declaration_id=row.declaration_id) if may else None


def _file(declaration_id: UUID) -> str:
    return url_for("declared.file", declaration_id=declaration_id)


def _sees_accounts() -> bool:
    return current_actor().may("billing.see_accounts")
