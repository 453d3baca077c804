"""What billing keeps: prices, invoices, bank statements, the books, advances and refunds, copies of others' facts."""

from services.billing.models.advances import Advance, RefundRequest, RefundSignature
from services.billing.models.announced import AnnouncedPayment, ProviderSecret
from services.billing.models.arrears import Arrears, ArrearsCharge
from services.billing.models.bank import BankAccount, Payee, QueueItem, StatementFile, StatementLine, StatementsThrough
from services.billing.models.base import Base
from services.billing.models.cash import CASH_SERIAL, CashReceipt, CashShift
from services.billing.models.copies import Course, DayOff, Person, Seat, Student, Term
from services.billing.models.declared import DeclaredPayment, ReceiptHold
from services.billing.models.drafts import StatementDraft
from services.billing.models.invoices import INVOICE_SERIAL, REFUND_SERIAL, CancelledCase, Invoice, InvoiceMoney
from services.billing.models.ledger import Entry, Posting
from services.billing.models.protections import Protection
from services.billing.models.providers import Provider, ProviderRegister, RegisterRow
from services.billing.models.queue import LineAct, LineReturn
from services.billing.models.rules import ClassRuleRow, PolicyRow, Tariff

__all__ = [
    "CASH_SERIAL", "INVOICE_SERIAL", "REFUND_SERIAL", "Advance", "AnnouncedPayment", "Arrears", "ArrearsCharge",
    "BankAccount", "Base", "CancelledCase", "CashReceipt", "CashShift", "ClassRuleRow", "Course", "DayOff",
    "DeclaredPayment", "Entry", "Invoice", "InvoiceMoney", "LineAct", "LineReturn", "Payee", "Person", "PolicyRow",
    "Posting", "Protection", "Provider", "ProviderRegister", "ProviderSecret", "QueueItem", "ReceiptHold",
    "RefundRequest", "RefundSignature", "RegisterRow", "Seat", "StatementDraft", "StatementFile", "StatementLine",
    "StatementsThrough", "Student", "Tariff", "Term",
]  # fmt: skip
