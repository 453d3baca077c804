"""Looking at a statement's file before anything changes: read, checked, compared with what is loaded (R14.4)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from hashlib import sha256
from uuid import UUID

from sqlalchemy import case, func, select
from sqlalchemy.orm import Session

from services.billing.domain import routing, statements
from services.billing.domain.classes import ClassRule
from services.billing.domain.continuity import Loaded, refusals
from services.billing.domain.matching import Known, Match
from services.billing.domain.reasons import Reason
from services.billing.domain.statements import Line, Statement
from services.billing.models import BankAccount, StatementFile, StatementLine
from services.billing.queries import known
from services.billing.usecases import statement_files
from shared.money import Money

MOST_BYTES = 20_000_000


@dataclass(frozen=True, slots=True)
class Routed:
    """A line with its key, whether it is new, and what becomes of it (of a known line: nothing)."""

    line: Line
    key: str
    is_new: bool
    match: Match | None
    rule: ClassRule | None


@dataclass(frozen=True, slots=True)
class Examined:
    """What a file says, or why it is refused; both the preview and the loading are made of this."""

    sha256: str
    encoding: str
    account: BankAccount | None = None
    statement: Statement | None = None
    lines: tuple[Routed, ...] = ()
    problems: tuple[Reason, ...] = ()
    known_file: StatementFile | None = None

    @property
    def new(self) -> tuple[Routed, ...]:
        return tuple(routed for routed in self.lines if routed.is_new)


def examine(session: Session, content: bytes) -> Examined:
    """Read a statement and say what loading it would do; nothing changes."""
    digest = sha256(content).hexdigest()
    reading = statement_files.read(content)
    statement = reading.statement
    if statement is None:
        return Examined(digest, reading.encoding, problems=reading.problems)
    account = session.scalar(select(BankAccount).where(BankAccount.iban == statement.account))
    if account is None:
        unknown = Reason("account_unknown", "R14.4", {"account": statement.account})
        return Examined(digest, reading.encoding, statement=statement, problems=(unknown,))
    known_file = session.scalar(select(StatementFile).where(StatementFile.sha256 == digest))
    keys = statements.keys(statement.account, statement.lines)
    loaded = _loaded(session, account, statement)
    problems = () if known_file else tuple(refusals(statement, keys, loaded))
    lines = _routed(session, statement.lines, keys, loaded.keys if loaded else frozenset())
    return Examined(digest, reading.encoding, account, statement, lines, problems, known_file)


def _loaded(session: Session, account: BankAccount, statement: Statement) -> Loaded | None:
    if account.first_on is None or account.through_on is None or account.complete_through is None:
        return None
    return Loaded(
        account.first_on, account.through_on, account.complete_through,
        _balance_before(session, account, statement.from_on), _keys(session, account, statement),
    )  # fmt: skip


def _balance_before(session: Session, account: BankAccount, day: date) -> int:
    signed = case((StatementLine.incoming, StatementLine.amount), else_=-StatementLine.amount)
    which = (StatementLine.account_id == account.account_id) & (StatementLine.operation_on < day)
    moved = session.scalar(select(func.coalesce(func.sum(signed), 0)).where(which))
    return account.opening.tiyn + (moved.tiyn if isinstance(moved, Money) else int(moved or 0))


def _keys(session: Session, account: BankAccount, statement: Statement) -> frozenset[str]:
    which = (StatementLine.account_id == account.account_id) & StatementLine.operation_on.between(
        statement.from_on, statement.through_on
    )
    return frozenset(session.scalars(select(StatementLine.key).where(which)))


def _routed(session: Session, lines: Sequence[Line], keys: Sequence[str], loaded: frozenset[str]) -> tuple[Routed, ...]:
    new = [line for line, key in zip(lines, keys, strict=True) if key not in loaded]
    facts = known.known_for(session, new)
    rules = [rule for _, rule in known.class_rules(session)]
    found = []
    for line, key in zip(lines, keys, strict=True):
        is_new = key not in loaded
        match, rule = routing.route(line, facts, rules) if is_new else (None, None)
        found.append(Routed(line, key, is_new, match, rule))
        if match is not None and match.refund_id is not None:
            facts = _without(facts, match.refund_id)
    return tuple(found)


def _without(facts: Known, refund_id: UUID) -> Known:
    """A refund leaves the bank once, and is sent back once: the next line of the file that names it is another's."""
    refunds, gone = (
        {number: one for number, one in known_ones.items() if one.refund_id != refund_id}
        for known_ones in (facts.refunds, facts.paid_out)
    )
    return replace(facts, refunds=refunds, paid_out=gone)
