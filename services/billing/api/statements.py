"""`/billing/api/v1/statements`: bank statements, previewed and loaded (R14.4)."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask_smorest.fields import Upload
from marshmallow import fields
from sqlalchemy.orm import Session
from werkzeug.datastructures import FileStorage

from services.billing.api.schemas import LineOut, ReasonOut
from services.billing.db import db
from services.billing.models import StatementFile, StatementLine
from services.billing.queries import bank
from services.billing.usecases import statements
from services.billing.usecases.examination import Examined, examine
from services.billing.usecases.statements import LoadedFile
from shared.money import Money
from shared.web import ApiSchema, MoneyField, Paged, PageOf, PageQuery, allows, api_blueprint, page_of, writes

blp = api_blueprint("billing", "statements", "Bank statements: preview, loading, what is in")


class StatementIn(ApiSchema):
    """The bank's file, as a part named ``file`` of a multipart body."""

    file = Upload(required=True)


class StatementOut(ApiSchema):
    """A statement that was loaded."""

    file_id = fields.UUID(required=True)
    name = fields.String(required=True)
    iban = fields.String(required=True)
    from_on = fields.Date(required=True)
    through_on = fields.Date(required=True)
    opening = MoneyField(negative=True, required=True)
    received = MoneyField(required=True)
    spent = MoneyField(required=True)
    closing = MoneyField(negative=True, required=True)
    lines = fields.Integer(required=True)
    new_lines = fields.Integer(required=True)
    loaded_at = fields.AwareDateTime(required=True)
    loader_name = fields.String(required=True)


class PreviewOut(ApiSchema):
    """What loading would do: opening + received - spent = closing, each new line with its reasons; or the problems."""

    account = fields.String(allow_none=True)
    encoding = fields.String(required=True)
    from_on = fields.Date(allow_none=True)
    through_on = fields.Date(allow_none=True)
    opening = MoneyField(negative=True, allow_none=True)
    received = MoneyField(allow_none=True)
    spent = MoneyField(allow_none=True)
    closing = MoneyField(negative=True, allow_none=True)
    loaded_before = fields.Boolean(required=True)
    problems = fields.List(fields.Nested(ReasonOut), required=True)
    lines = fields.List(fields.Nested(LineOut), required=True)


class LoadedOut(ApiSchema):
    """What a loading did."""

    file_id = fields.UUID(required=True)
    account = fields.String(required=True)
    from_on = fields.Date(required=True)
    through_on = fields.Date(required=True)
    lines = fields.Integer(required=True)
    new_lines = fields.Integer(required=True)
    ways = fields.Dict(keys=fields.String(), values=fields.Integer(), required=True)
    through = fields.Date(allow_none=True)
    again = fields.Boolean(required=True)


@blp.get("/")
@allows("billing.see_statements")
@blp.arguments(PageQuery, location="query")
@blp.response(200, Paged(StatementOut))
def list_statements(query: dict[str, Any]) -> PageOf:
    """The statements that are in, the newest first."""
    with db.read() as session:
        return page_of(session, bank.files().order_by(StatementFile.loaded_at.desc(), StatementFile.file_id), query)


@blp.get("/<uuid:file_id>/lines")
@allows("billing.see_statements")
@blp.arguments(PageQuery, location="query")
@blp.response(200, Paged(LineOut))
def list_lines(query: dict[str, Any], file_id: UUID) -> PageOf:
    """The lines that a statement brought, and what became of each."""
    with db.read() as session:
        bank.file(session, file_id)
        return page_of(session, bank.lines_of(file_id).order_by(StatementLine.row), query)


@blp.post("/preview")
@allows("billing.load_statement")
@blp.arguments(StatementIn, location="files")
@writes(blp, db, 200, PreviewOut)
def preview(session: Session, files: dict[str, FileStorage]) -> dict[str, Any]:
    """Say what loading would do; nothing changes (R14.4)."""
    return preview_of(examine(session, files["file"].read()))


@blp.post("/")
@allows("billing.load_statement")
@blp.arguments(StatementIn, location="files")
@writes(blp, db, 201, LoadedOut)
def load(session: Session, files: dict[str, FileStorage]) -> LoadedFile:
    """Load a statement whole, or refuse it whole with every reason (R14.4). The same file again changes nothing."""
    file = files["file"]
    return statements.load(session, file.read(), name_of(file))


def name_of(file: FileStorage) -> str:
    """The file's name as it can be kept and shown."""
    return "".join(sign for sign in file.filename or "" if sign.isprintable())[:200] or "statement"


def preview_of(seen: Examined) -> dict[str, Any]:
    """The preview as it is shown."""
    said = seen.statement
    return {
        "account": said.account if said else None,
        "encoding": seen.encoding,
        "from_on": said.from_on if said else None,
        "through_on": said.through_on if said else None,
        "opening": Money(said.opening) if said else None,
        "received": Money(said.received) if said else None,
        "spent": Money(said.spent) if said else None,
        "closing": Money(said.closing) if said else None,
        "loaded_before": seen.known_file is not None,
        "problems": seen.problems,
        "lines": [_line(routed) for routed in seen.new],
    }


def _line(routed: Any) -> dict[str, Any]:
    line, match = routed.line, routed.match
    return {
        "number": line.number,
        "operation_on": line.operation_on,
        "incoming": line.incoming,
        "amount": Money(line.amount),
        "payer_name": line.payer.name,
        "payee_name": line.payee.name,
        "purpose": line.purpose,
        "way": match.way,
        "reasons": match.reasons,
    }
