"""Money comes: it pays an invoice, a part of it, or becomes an advance; InvoicePaid is told once (R8.4, D3, D5)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID, uuid4

from sqlalchemy.orm import Session

from services.billing.domain import books
from services.billing.domain.books import Kind
from services.billing.domain.declared import judged_on
from services.billing.domain.settlement import REFUND_BY_ITSELF, Effect, Standing, Status, receive
from services.billing.domain.statements import Party
from services.billing.models import Advance, Invoice, InvoiceMoney
from services.billing.queries import policies
from services.billing.usecases import declared, notices, voiding
from services.billing.usecases.acts import Acts
from services.billing.usecases.books import Booking
from shared.clock import Now, now
from shared.contracts.billing import InvoicePaid, LateMoneyKept, PaymentReversed
from shared.money import Money


@dataclass(frozen=True, slots=True)
class Receipt:
    """Money of a bank line, or of the cash desk, for an invoice; a refund goes to no one but the payer (D15)."""

    invoice_id: UUID
    amount: Money
    operation_on: date
    line_id: UUID | None
    bank_account_id: UUID | None
    payer: Party
    cash_id: UUID | None = None
    shift_id: UUID | None = None
    queued: bool = False
    """Whether the money lay in the queue until now (R14.2)."""
    document: str = ""
    """Its number at the bank, with the provider or at the desk: by it two equal payments are told apart."""

    @property
    def source(self) -> UUID:
        """What names it in a notice."""
        found = self.line_id or self.cash_id
        assert found is not None
        return found


def take(session: Session, receipts: Sequence[Receipt]) -> None:
    """Put each receipt where it belongs, in the order of the bank's operations."""
    wanted = {receipt.invoice_id for receipt in receipts}
    invoices = {one.invoice_id: one for one in voiding.locked(session, Invoice.invoice_id.in_(wanted))}
    acts, moment, claims = Acts(), now(session), declared.claims(session, wanted)
    for receipt in sorted(receipts, key=lambda one: one.operation_on):
        invoice = invoices[receipt.invoice_id]
        shortfall = policies.shortfall(session, receipt.operation_on)
        day = judged_on(receipt.operation_on, claims.get(receipt.invoice_id))
        effect = receive(standing(invoice), receipt.amount.tiyn, day, shortfall)
        _apply(acts, invoice, receipt, effect, day, moment)
    acts.write(session)
    declared.money_came(session, wanted)


def standing(invoice: Invoice) -> Standing:
    """The invoice as the rules of settlement see it."""
    return Standing(Status(invoice.status), invoice.amount.tiyn, invoice.held.tiyn, invoice.due_on)


def credit(acts: Acts, invoice: Invoice, effect: Effect, operation_on: date, source: UUID, moment: Now) -> None:
    """Change the invoice by what came on it, and tell: paid, once, or paid in part."""
    invoice.held += Money(effect.to_invoice)
    if effect.pays:
        invoice.status, invoice.paid_on, invoice.closed_at = Status.PAID, operation_on, moment.office
        acts.messages.append(_paid(invoice, operation_on))
        if invoice.remaining:
            acts.messages.append(notices.shortfall(invoice))
        acts.undone += [voiding.due_key(invoice), *voiding.reminder_keys(invoice)]
    elif effect.to_invoice and invoice.status == Status.OPEN:
        acts.messages.append(notices.part_paid(invoice, source, Money(effect.to_invoice)))


def _paid(invoice: Invoice, operation_on: date) -> InvoicePaid | PaymentReversed:
    """Paid, told once; whoever had heard of it and of its reversal hears that it is paid again (D16)."""
    if invoice.reversals:
        return reversed_payment(invoice, "restored")
    return InvoicePaid(invoice.case_id, invoice.invoice_id, operation_on, invoice.held)


def reversed_payment(invoice: Invoice, state: str, why: str = "") -> PaymentReversed:
    """What becomes of a seat whose money was taken away; each later word has a higher version (D16)."""
    version_no = 2 * invoice.reversals - (state == "reversed")
    return PaymentReversed(invoice.case_id, version_no, invoice.invoice_id, state, invoice.due_at, why)


def _apply(acts: Acts, invoice: Invoice, receipt: Receipt, effect: Effect, day: date, moment: Now) -> None:
    acts.bookings.append(_booking(invoice, receipt, effect))
    if effect.to_invoice:
        acts.money.append(_money(invoice, receipt, Money(effect.to_invoice), moment))
    credit(acts, invoice, effect, day, receipt.source, moment)
    if effect.surplus is not None:
        _keep_surplus(acts, invoice, receipt, effect, moment)


def _booking(invoice: Invoice, receipt: Receipt, effect: Effect) -> Booking:
    student, parts = str(invoice.student_id), (effect.to_invoice, effect.to_advance)
    if receipt.queued:
        kind, postings = Kind.ASSIGNED, books.assigned(str(receipt.line_id), student, *parts)
    elif receipt.shift_id is None:
        kind, postings = Kind.RECEIVED, books.received(str(receipt.bank_account_id), student, *parts)
    else:
        kind, postings = Kind.CASH_TAKEN, books.cash_taken(str(receipt.shift_id), student, *parts)
    return Booking(
        kind, postings, receipt.operation_on, invoice.student_id, invoice.invoice_id, receipt.line_id, receipt.cash_id
    )


def _keep_surplus(acts: Acts, invoice: Invoice, receipt: Receipt, effect: Effect, moment: Now) -> None:
    """An advance; of late money the case is told too (D3)."""
    assert effect.surplus is not None
    amount, why, payer = Money(effect.to_advance), effect.surplus, receipt.payer
    advance = Advance(
        advance_id=uuid4(), student_id=invoice.student_id, invoice_id=invoice.invoice_id, line_id=receipt.line_id,
        cash_id=receipt.cash_id, amount=amount, left=amount, why=why, operation_on=receipt.operation_on,
        payer_name=payer.name,
        payer_id=payer.id_number, payer_account=payer.account, made_at=moment.office,
    )  # fmt: skip
    voiding.keep(acts, advance, moment)
    acts.messages.append(notices.kept(invoice, advance, receipt.document))
    if why in REFUND_BY_ITSELF:
        acts.messages.append(LateMoneyKept(invoice.case_id, amount, receipt.operation_on))


def _money(invoice: Invoice, receipt: Receipt, amount: Money, moment: Now) -> InvoiceMoney:
    payer = receipt.payer
    return InvoiceMoney(
        money_id=uuid4(), invoice_id=invoice.invoice_id, line_id=receipt.line_id,
        cash_id=receipt.cash_id, amount=amount, operation_on=receipt.operation_on, made_at=moment.office,
        payer_name=payer.name, payer_id=payer.id_number,
        payer_account=payer.account,
    )  # fmt: skip
