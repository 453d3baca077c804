"""Loading a bank statement: refused whole with every reason, or booked whole, once (R14.2, R14.4)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import NAMESPACE_URL, UUID, uuid4, uuid5

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.billing.domain.continuity import through_all
from services.billing.domain.matching import Match, Way
from services.billing.domain.reasons import Reason
from services.billing.domain.settlement import Status
from services.billing.domain.statements import Statement
from services.billing.models import BankAccount, Invoice, StatementFile, StatementLine, StatementsThrough
from services.billing.queries import known
from services.billing.usecases import declared, overdue, posting, queueing, voiding
from services.billing.usecases.examination import MOST_BYTES, Examined, Routed, examine
from shared.clock import now
from shared.contracts.billing import StatementsLoaded
from shared.errors import NotFound, Refused
from shared.identity import actor_of
from shared.messaging import publish
from shared.money import Money


@dataclass(frozen=True, slots=True)
class LoadedFile:
    """What a loading did; ``again`` when the same file had been loaded before and nothing changed."""

    file_id: UUID
    account: str
    from_on: date
    through_on: date
    lines: int
    new_lines: int
    ways: Mapping[str, int]
    """Of the new lines: how many post, wait, are cleared, pay a refund out."""
    through: date | None
    """The day through which all accounts are in."""
    again: bool = False


def load(session: Session, content: bytes, name: str) -> LoadedFile:
    """Load a statement in one transaction. Raises Refused with every reason; then nothing has changed (R14.4).

    Loadings are done one after the other: each holds the row of the day through which all accounts are in.
    """
    if len(content) > MOST_BYTES:
        raise Refused.because(Reason("file_too_big", "R14.4", {"most": str(MOST_BYTES)}))
    told = session.scalars(select(StatementsThrough).with_for_update()).one()
    examined = examine(session, content)
    if examined.known_file is not None:
        return _again(examined.known_file, told.through, examined)
    if examined.problems or examined.statement is None or examined.account is None:
        raise Refused(examined.problems)
    _lock_invoices(session, examined, _complete(session, examined.statement))
    file = _keep_file(session, examined, content, name)
    kept = _keep_lines(session, examined, file)
    begins = _moved_account(examined.account, examined, file.complete_through)
    posting.post(session, examined.account, kept, begins=begins)
    _tell_through(session, told)
    declared.judge(session, told.through)
    ways = dict(Counter(str(line.way) for line, _ in kept))
    account, statement = examined.account, examined.statement
    return LoadedFile(
        file.file_id, account.iban, statement.from_on, statement.through_on, len(examined.lines), len(kept), ways,
        told.through,
    )  # fmt: skip


def unload(session: Session, file_id: UUID) -> None:
    """Refused: nothing that is booked is deleted; each wrong line is reversed, or classed, by its own act (R14.1)."""
    file = session.get(StatementFile, file_id)
    if file is None:
        raise NotFound("statement")
    raise Refused.because(Reason("statement_stays", "R14.1", {"name": file.name, "lines": str(file.new_lines)}))


def _again(file: StatementFile, through: date | None, examined: Examined) -> LoadedFile:
    account = examined.account.iban if examined.account else ""
    return LoadedFile(file.file_id, account, file.from_on, file.through_on, file.lines, 0, {}, through, again=True)


def _lock_invoices(session: Session, examined: Examined, through: date) -> None:
    """All that the loading may pay or let lapse, locked in one order at once: nobody waits in a ring."""
    paid = {part.invoice_id for routed in examined.new if routed.match for part in routed.match.parts}
    voiding.locked(
        session, Invoice.invoice_id.in_(paid) | ((Invoice.status == Status.OPEN) & (Invoice.due_on <= through))
    )


def _complete(session: Session, statement: Statement) -> date:
    """The last day that is over, by the bank's word; of a file that does not say when it was made, by our own clock."""
    if statement.created_on is not None:
        return statement.complete_through
    return min(statement.complete_through, now(session).day - timedelta(days=1))


def _keep_file(session: Session, examined: Examined, content: bytes, name: str) -> StatementFile:
    statement, account, moment, actor = examined.statement, examined.account, now(session), actor_of(session)
    assert statement is not None
    assert account is not None
    file = StatementFile(
        file_id=uuid4(), account_id=account.account_id, name=name, content=content, sha256=examined.sha256,
        encoding=examined.encoding, from_on=statement.from_on, through_on=statement.through_on,
        complete_through=_complete(session, statement), opening=Money(statement.opening),
        received=Money(statement.received), spent=Money(statement.spent), closing=Money(statement.closing),
        lines=len(statement.lines), new_lines=len(examined.new), loaded_at=moment.office, recorded_at=moment.real,
        loaded_by=actor.person_id if actor else None, loader_name=actor.name if actor else "",
    )  # fmt: skip
    session.add(file)
    session.flush()
    return file


def _keep_lines(session: Session, examined: Examined, file: StatementFile) -> list[tuple[StatementLine, Match]]:
    rules = {rule.number: rule_id for rule_id, rule in known.class_rules(session)}
    kept = [(_line(routed, file, rules), routed.match) for routed in examined.new if routed.match is not None]
    session.add_all([line for line, _ in kept])
    session.flush()
    queueing.wait(session, [(line, match) for line, match in kept if match.way is Way.QUEUE])
    return kept


def _line(routed: Routed, file: StatementFile, rules: Mapping[int, UUID]) -> StatementLine:
    line, match = routed.line, routed.match
    assert match is not None
    return StatementLine(
        line_id=uuid5(NAMESPACE_URL, f"tirkeu:line:{routed.key}"), key=routed.key, file_id=file.file_id,
        account_id=file.account_id, row=line.row, number=line.number, operation_on=line.operation_on,
        documented_on=line.documented_on, incoming=line.incoming, amount=Money(line.amount),
        payer_name=line.payer.name, payer_id=line.payer.id_number, payer_account=line.payer.account,
        payee_name=line.payee.name, payee_id=line.payee.id_number, payee_account=line.payee.account,
        purpose=line.purpose, purpose_code=line.purpose_code, way=match.way,
        reasons=[{"code": r.code, "rule": r.rule, "params": dict(r.params)} for r in match.reasons],
        rule_id=rules[routed.rule.number] if routed.rule else None,
    )  # fmt: skip


def _moved_account(account: BankAccount, examined: Examined, complete: date) -> bool:
    """Move the account on; True when this is its first statement, with which its books begin."""
    statement = examined.statement
    assert statement is not None
    is_first = account.first_on is None
    if is_first:
        account.first_on, account.opening = statement.from_on, Money(statement.opening)
        account.balance = account.opening
    account.balance += Money(sum(routed.line.signed for routed in examined.new))
    account.through_on = max(account.through_on or statement.through_on, statement.through_on)
    account.complete_through = max(account.complete_through or complete, complete)
    return is_first


def _tell_through(session: Session, told: StatementsThrough) -> None:
    """Say through which day all accounts are in, if that is news; then decide what lapses (R8.4)."""
    session.flush()
    through = through_all(session.scalars(select(BankAccount.complete_through)))
    if through is None or (told.through is not None and through <= told.through):
        return
    told.through, told.version_no = through, told.version_no + 1
    publish(session, [StatementsLoaded(through, told.version_no)])
    overdue.statements_in(session, through)
