"""A camt.053 document to a statement: booked entries only, batches by their parts, every problem at once (R14.4)."""

from __future__ import annotations

from datetime import date
from xml.etree.ElementTree import Element

from services.billing.domain import statements
from services.billing.domain.camt.entries import lines_of
from services.billing.domain.camt.nodes import Notes, at, children, local, text
from services.billing.domain.reasons import Reason
from services.billing.domain.statements import Line, Reading, Span, Statement

_OPENING, _CLOSING = ("OPBD", "PRCD"), ("CLBD",)


def read(document: Element, encoding: str) -> Reading:
    """Read a parsed document. A statement comes out only where it agrees with itself to the tiyn."""
    report = at(document, "BkToCstmrStmt") if local(document) == "Document" else None
    if report is None:
        return Reading(None, (Reason("not_camt", "R14.4", {"root": local(document)}),), encoding)
    notes = Notes()
    statement = _statement(report, notes)
    if statement is not None:
        notes.problems.extend(statements.problems(statement))
    return Reading(None if notes.problems else statement, tuple(notes.problems), encoding)


def _statement(report: Element, notes: Notes) -> Statement | None:
    parts = list(children(report, "Stmt"))
    if not parts:
        notes.problem("field_missing", 1, field="Stmt")
    found = [_part(part, row, notes) for row, part in enumerate(parts, start=1)]
    account = _account(parts, notes)
    spans = sorted((span for span, _ in found if span), key=lambda span: (span.from_on, span.through_on))
    lines = tuple(line for _, mine in found for line in mine)
    created = notes.day(parts[0] if parts else None, "CreDtTm", 1, needed=False)
    created = created or notes.day(report, "GrpHdr/CreDtTm", 1, needed=False)
    if not spans or not account:
        return None
    return Statement(account, spans[0].from_on, spans[-1].through_on, created, tuple(spans), lines)


def _account(parts: list[Element], notes: Notes) -> str:
    named = {text(part, "Acct/Id/IBAN", "Acct/Id/Othr/Id").replace(" ", "").upper() for part in parts} - {""}
    if len(named) > 1:
        notes.problem("several_accounts", 1, accounts=", ".join(sorted(named)))
    if parts and not named:
        notes.problem("field_missing", 1, field="Acct/Id/IBAN")
    return min(named, default="")


def _part(part: Element, row: int, notes: Notes) -> tuple[Span | None, list[Line]]:
    """One ``Stmt``: its balances, the sums that it says, its booked entries."""
    lines = [line for nth, entry in enumerate(children(part, "Ntry"), start=1) for line in lines_of(entry, nth, notes)]
    opening, opens_on = _balance(part, _OPENING, row, notes)
    closing, closes_on = _balance(part, _CLOSING, row, notes)
    since = notes.day(part, "FrToDt/FrDtTm", row, needed=False) or opens_on
    until = notes.day(part, "FrToDt/ToDtTm", row, needed=False) or closes_on
    if opening is None or closing is None or since is None or until is None:
        return None, lines
    came, went = (_said(part, kind, lines, row, notes) for kind in ("Cdt", "Dbt"))
    return Span(row, since, until, opening, came, went, closing), lines


def _balance(part: Element, codes: tuple[str, ...], row: int, notes: Notes) -> tuple[int | None, date | None]:
    """The booked balance of that kind with its day; signed as the bank says."""
    for code in codes:
        for balance in children(part, "Bal"):
            if text(balance, "Tp/CdOrPrtry/Cd") == code:
                amount, incoming = notes.tiyn(balance, "Amt", row), notes.incoming(balance, row)
                day = notes.day(balance, "Dt", row)
                signed = None if amount is None or incoming is None else amount if incoming else -amount
                return signed, day
    notes.problem("field_missing", row, field=f"Bal {'/'.join(codes)}")
    return None, None


def _said(part: Element, kind: str, lines: list[Line], row: int, notes: Notes) -> int:
    """What the summary says of one direction; a file without summary is held to its balances alone."""
    seen = sum(line.amount for line in lines if line.incoming is (kind == "Cdt"))
    summary = at(part, f"TxsSummry/Ttl{kind}Ntries")
    if summary is None or not text(summary, "Sum"):
        return seen
    said = notes.tiyn(summary, "Sum", row)
    return seen if said is None else said
