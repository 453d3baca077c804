"""Bank statements: sent, previewed, loaded; what each line became and why (R14.4)."""

from __future__ import annotations

from uuid import UUID

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue

from services.billing.api.statements import name_of, preview_of
from services.billing.db import db
from services.billing.models import BankAccount, StatementFile
from services.billing.pages import said
from services.billing.queries import bank
from services.billing.usecases import drafts
from services.billing.usecases.examination import examine
from shared.errors import Refused
from shared.web import Column, DataTable, FileField, Form, allows, back_to, page_blueprint, render, render_form, t
from shared.web.problems import told

pages = page_blueprint("billing", "statements", __name__, "/statements")


class StatementForm(Form):
    """A bank's file."""

    file = FileField("statement.file", required=True, endings=("txt",), help="statement.file_help")


FILES = DataTable(
    "files",
    Column("from_on", "statement.from", kind="day", sort=StatementFile.from_on),
    Column("through_on", "statement.through", kind="day", sort=StatementFile.through_on),
    Column("iban", "account.iban", sort=BankAccount.iban),
    Column("opening", "statement.opening", kind="money"),
    Column("received", "statement.received", kind="money", sort=StatementFile.received),
    Column("spent", "statement.spent", kind="money", sort=StatementFile.spent),
    Column("closing", "statement.closing", kind="money"),
    Column("new_lines", "statement.new_lines", kind="number"),
    Column("loaded_at", "statement.loaded_at", kind="moment", sort=StatementFile.loaded_at),
    Column(
        "name",
        "statement.name",
        sort=StatementFile.name,
        link=lambda row: url_for("statements.show", file_id=row.file_id),
    ),
    sort="-loaded_at",
)
LINES = DataTable(
    "lines",
    Column("operation_on", "line.day", kind="day"),
    Column("number", "line.number", link=lambda row: _address(row)),
    Column("received", "statement.received", kind="money"),
    Column("spent", "statement.spent", kind="money"),
    Column("other", "line.other"),
    Column("purpose", "line.purpose"),
    Column("way", "line.way", kind="badge"),
    Column("why", "line.why"),
    empty="line.none",
)


@pages.route("", methods=["GET"])
@allows("billing.see_statements")
def index() -> ResponseReturnValue:
    """The statements that are in."""
    with db.read() as session:
        return FILES.answer(session, bank.files(), "billing/statements.html", accounts=bank.account_states(session))


@pages.route("/new", methods=["GET", "POST"])
@allows("billing.load_statement")
def send() -> ResponseReturnValue:
    """Send a file; what it would do is shown before anything changes."""
    form = StatementForm()
    if form.validate_on_submit():
        with db.transaction() as session:
            digest = drafts.keep(session, form.file.data.read(), name_of(form.file.data))
        return redirect(url_for("statements.preview", digest=digest), 303)
    return render_form("billing/statement_new.html", form=form)


@pages.get("/preview/<digest>")
@allows("billing.load_statement")
def preview(digest: str) -> ResponseReturnValue:
    """Opening + in - out = closing, each line with its reasons; or every problem."""
    with db.read() as session:
        content, name = drafts.content(session, digest)
        seen = preview_of(examine(session, content))
    lines = [said.line(row) for row in seen["lines"]]
    problems = [told(reason) for reason in seen["problems"]]
    return render(
        "billing/statement_preview.html", seen=seen, name=name, digest=digest, table=LINES.of_rows(lines),
        ways=said.by_way(lines), problems=problems,
    )  # fmt: skip


@pages.post("/preview/<digest>/load")
@allows("billing.load_statement")
def load(digest: str) -> ResponseReturnValue:
    """Load what was shown."""
    try:
        with db.transaction() as session:
            loaded = drafts.load(session, digest)
    except Refused:
        return back_to("statements.preview", digest=digest)
    key = "statement.again" if loaded.again else "statement.loaded"
    flash(t(key, n=loaded.new_lines), "info" if loaded.again else "success")
    return back_to("statements.show", file_id=loaded.file_id)


@pages.get("/<uuid:file_id>")
@allows("billing.see_statements")
def show(file_id: UUID) -> ResponseReturnValue:
    """One statement and what became of its lines."""
    with db.read() as session:
        file = bank.file(session, file_id)
        rows = session.execute(bank.lines_of(file_id).order_by("line_id")).all()
        lines = [said.line(row) for row in sorted(rows, key=lambda row: (row.operation_on, row.number))]
        return render("billing/statement.html", file=file, table=LINES.of_rows(lines), ways=said.by_way(lines))


def _address(row: said.LineShown) -> str | None:
    return url_for("queue.one", line_id=row.line_id) if row.line_id and row.received else None
