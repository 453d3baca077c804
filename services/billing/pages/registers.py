"""A provider's register for a lump sum: sent, previewed with every problem at once, loaded (D17)."""

from __future__ import annotations

from uuid import UUID

from flask import redirect, url_for
from flask.typing import ResponseReturnValue

from services.billing.api.statements import name_of
from services.billing.db import db
from services.billing.domain.registers import Paid
from services.billing.models import StatementLine
from services.billing.usecases import drafts, registers
from services.billing.usecases.registers import Seen
from shared.errors import NotFound, Refused
from shared.money import Money
from shared.web import Column, DataTable, FileField, Form, allows, back_to, page_blueprint, render, render_form
from shared.web.problems import told

pages = page_blueprint("billing", "registers", __name__, "/registers")


class RegisterForm(Form):
    """A provider's file."""

    file = FileField("register.file", required=True, endings=("csv", "xlsx"), help="register.file_help")


ROWS = DataTable(
    "rows",
    Column("row", "register.row", kind="number"),
    Column("paid_on", "line.day", kind="day"),
    Column("number", "invoice.number"),
    Column("named", "register.named"),
    Column("gross", "register.gross", kind="money"),
    Column("commission", "register.commission", kind="money"),
    Column("own_id", "register.own_id"),
    empty="line.none",
)


@pages.route("/<uuid:line_id>", methods=["GET", "POST"])
@allows("billing.assign_payment")
def send(line_id: UUID) -> ResponseReturnValue:
    """Send the register of a lump sum; what it would do is shown first."""
    form = RegisterForm()
    if form.validate_on_submit():
        with db.transaction() as session:
            digest = drafts.keep(session, form.file.data.read(), name_of(form.file.data))
        return redirect(url_for("registers.preview", line_id=line_id, digest=digest), 303)
    with db.read() as session:
        line = session.get(StatementLine, line_id)
    if line is None:
        raise NotFound("line")
    return render_form("billing/register_new.html", form=form, line=line)


@pages.get("/<uuid:line_id>/preview/<digest>")
@allows("billing.assign_payment")
def preview(line_id: UUID, digest: str) -> ResponseReturnValue:
    """Gross less commission is the line; whose each payment is; or every problem."""
    with db.read() as session:
        content, name = drafts.content(session, digest)
        seen, line = registers.examine(session, line_id, content), session.get_one(StatementLine, line_id)
    return render(
        "billing/register_preview.html", seen=seen, name=name, digest=digest, line=line,
        net=seen.gross - seen.commission, table=ROWS.of_rows(_rows(seen)),
        problems=[told(reason) for reason in Refused.because(*seen.problems).reasons],
    )  # fmt: skip


@pages.post("/<uuid:line_id>/preview/<digest>/load")
@allows("billing.assign_payment")
def load(line_id: UUID, digest: str) -> ResponseReturnValue:
    """Load what was shown."""
    try:
        with db.transaction() as session:
            content, name = drafts.content(session, digest)
            registers.load(session, line_id, content, name)
    except Refused:
        return back_to("registers.preview", line_id=line_id, digest=digest)
    return back_to("queue.one", said="register.loaded", line_id=line_id)


def _number(seen: Seen, one: Paid) -> str:
    found = seen.found.get(one.row)
    return found.number if found else ""


def _rows(seen: Seen) -> list[dict[str, object]]:
    return [
        {
            "row": one.row, "paid_on": one.paid_on, "number": _number(seen, one),
            "named": one.number or one.iin, "gross": Money(one.gross), "commission": Money(one.commission),
            "own_id": one.own_id,
        }
        for one in seen.paid
    ]  # fmt: skip
