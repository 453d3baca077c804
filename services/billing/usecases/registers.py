"""A provider's lump sum is split by its register: gross, by the register's day; the commission is ours (D17)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from uuid import UUID, uuid4

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.billing.domain import books, registers, sheets
from services.billing.domain.assigning import Share
from services.billing.domain.books import Kind
from services.billing.domain.matching import OpenInvoice, Waits
from services.billing.domain.reasons import Reason
from services.billing.domain.registers import Lump, Paid
from services.billing.models import (
    Provider,
    ProviderRegister,
    QueueItem,
    RegisterRow,
    StatementLine,
    Student,
)
from services.billing.queries import known
from services.billing.usecases import assigning, line_acts, payments
from services.billing.usecases.books import Booking, enter
from services.billing.usecases.payments import Receipt
from shared.clock import now
from shared.errors import NotFound, Refused
from shared.money import Money

MOST_BYTES = 10_000_000


@dataclass(frozen=True, slots=True)
class Seen:
    """What a register says, and everything against it; loading needs it without problems."""

    provider: Provider
    paid: tuple[Paid, ...]
    found: Mapping[int, OpenInvoice | None]
    """By the register's row."""
    problems: tuple[Reason, ...]
    sha256: str

    @property
    def gross(self) -> Money:
        return Money(sum(one.gross for one in self.paid))

    @property
    def commission(self) -> Money:
        return Money(sum(one.commission for one in self.paid))


def examine(session: Session, line_id: UUID, content: bytes) -> Seen:
    """Read a register for a lump sum and say what loading it would do; nothing changes."""
    line, item = session.get(StatementLine, line_id), session.get(QueueItem, line_id)
    if line is None or item is None or item.provider_id is None:
        raise NotFound("line")
    provider = session.get_one(Provider, item.provider_id)
    paid, problems = _read(content, provider)
    found = _recipients(session, paid)
    if not problems:
        lump = Lump(line.amount.tiyn, line.operation_on)
        problems = list(registers.refusals(paid, lump, _known_ids(session, provider, paid), found))
    if item.status != "waiting":
        problems.insert(0, Reason("line_already_decided", "R14.2", {"number": line.number}))
    return Seen(provider, tuple(paid), found, tuple(problems), sha256(content).hexdigest())


def load(session: Session, line_id: UUID, content: bytes, name: str) -> ProviderRegister:
    """Credit everybody in the register gross, by its day, and let those lapse who are not in it (D17)."""
    line, item = line_acts.waiting(session, line_id, Waits.LUMP)
    seen = examine(session, line_id, content)
    if seen.problems:
        raise Refused(seen.problems)
    assigning.lock(session, line, [one.invoice_id for one in seen.found.values() if one])
    register = _keep(session, line, seen, content, name)
    _book_commission(session, line, seen)
    line_acts.note(session, line, "register", [Share(seen.gross.tiyn)], seen.provider.name)
    payments.take(session, [_receipt(line, one, seen.found[one.row]) for one in seen.paid])
    line_acts.decided(session, line, item, "assigned")
    return register


def not_a_lump(session: Session, line_id: UUID, why: str) -> None:
    """The line is no sum for many: it waits as any other, and no longer protects everybody (D17)."""
    line, item = line_acts.waiting(session, line_id, Waits.LUMP)
    line_acts.who(session)
    if not why.strip():
        raise Refused.because(Reason("ground_missing", "R14.2"))
    assigning.lock(session, line, ())
    line_acts.note(session, line, "not_a_lump", [Share(line.amount.tiyn)], why)
    item.kind, item.act_by = Waits.UNKNOWN, None
    line_acts.decided(session, line, item, "waiting")


def _read(content: bytes, provider: Provider) -> tuple[list[Paid], list[Reason]]:
    if len(content) > MOST_BYTES:
        return [], [Reason("register_too_big", "D17", {"most": str(MOST_BYTES)})]
    try:
        return registers.read(sheets.rows_of(content), provider.columns)
    except sheets.NotATable:
        return [], [Reason("register_no_table", "D17")]


def _recipients(session: Session, paid: Sequence[Paid]) -> dict[int, OpenInvoice | None]:
    iins = {one.iin for one in paid if one.iin}
    by_iin = {
        iin: student_id
        for iin, student_id in session.execute(select(Student.iin, Student.student_id).where(Student.iin.in_(iins)))
        if iin
    }
    by_number = {one.number: one for one in known.named_invoices(session, [one.number for one in paid])}
    of_student = defaultdict(list)
    for one in known.invoices_of(session, set(by_iin.values())):
        of_student[one.student_id].append(one)
    return registers.recipients(paid, by_number, of_student, by_iin)


def _known_ids(session: Session, provider: Provider, paid: Sequence[Paid]) -> set[str]:
    mine = (RegisterRow.provider_id == provider.provider_id) & RegisterRow.own_id.in_([one.own_id for one in paid])
    return set(session.scalars(select(RegisterRow.own_id).where(mine)))


def _keep(session: Session, line: StatementLine, seen: Seen, content: bytes, name: str) -> ProviderRegister:
    moment, actor = now(session), line_acts.who(session)
    register = ProviderRegister(
        register_id=uuid4(), provider_id=seen.provider.provider_id, line_id=line.line_id, name=name, content=content,
        sha256=seen.sha256, rows=len(seen.paid), gross=seen.gross, commission=seen.commission,
        loaded_at=moment.office, recorded_at=moment.real, loaded_by=actor.person_id, loader_name=actor.name,
    )  # fmt: skip
    session.add(register)
    session.flush()
    session.add_all(_row(register, one, seen.found[one.row]) for one in seen.paid)
    session.flush()
    return register


def _row(register: ProviderRegister, one: Paid, invoice: OpenInvoice | None) -> RegisterRow:
    assert invoice is not None
    return RegisterRow(
        row_id=uuid4(), register_id=register.register_id, provider_id=register.provider_id, own_id=one.own_id,
        row=one.row, paid_on=one.paid_on, invoice_id=invoice.invoice_id, gross=Money(one.gross),
        commission=Money(one.commission),
    )  # fmt: skip


def _book_commission(session: Session, line: StatementLine, seen: Seen) -> None:
    postings = books.commission(str(line.account_id), str(line.line_id), seen.commission.tiyn)
    enter(session, [Booking(Kind.COMMISSION, postings, line.operation_on, line_id=line.line_id)])


def _receipt(line: StatementLine, one: Paid, invoice: OpenInvoice | None) -> Receipt:
    assert invoice is not None
    return Receipt(
        invoice.invoice_id, Money(one.gross), one.paid_on, line.line_id, line.account_id, assigning.payer_of(line),
        queued=True, document=one.own_id,
    )  # fmt: skip
