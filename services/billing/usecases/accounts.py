"""The university's bank accounts, and who is paid as invoices print it (R14.3)."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import NAMESPACE_URL, uuid5

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from services.billing.domain.reasons import Reason
from services.billing.models import BankAccount, Payee
from shared.clock import now
from shared.errors import Refused
from shared.money import Money
from shared.people_ids import has_check_digit, iban_is_valid


@dataclass(frozen=True, slots=True)
class NewAccount:
    """An account to be watched: without its statements no invoice lapses (R8.4)."""

    iban: str
    title: str
    bank: str = ""
    bic: str = ""
    for_payments: bool = True


def open_account(session: Session, new: NewAccount) -> BankAccount:
    """Add an account, or find it again."""
    iban = "".join(new.iban.upper().split())
    known = session.scalar(select(BankAccount).where(BankAccount.iban == iban))
    if known is not None:
        return known
    if not iban.isalnum() or (iban.startswith("KZ") and not iban_is_valid(iban)):
        raise Refused.because(Reason("account_number_wrong", "R14.3", {"account": iban}))
    account = BankAccount(
        account_id=uuid5(NAMESPACE_URL, f"tirkeu:account:{iban}"), iban=iban, title=new.title, bank=new.bank,
        bic=new.bic, for_payments=new.for_payments, opening=Money(0), balance=Money(0), added_at=now(session).office,
    )  # fmt: skip
    session.add(account)
    session.flush()
    return account


def set_payee(session: Session, names: dict[str, str], bin_number: str, kbe: str, purpose_code: str) -> None:
    """Say who is paid; invoices print it from now on."""
    if not has_check_digit(bin_number):
        raise Refused.because(Reason("bin_wrong", "R14.3", {"bin": bin_number}))
    said = {"names": names, "bin": bin_number, "kbe": kbe, "purpose_code": purpose_code}
    row = insert(Payee).values(id=1, **said)
    session.execute(row.on_conflict_do_update(index_elements=["id"], set_=said))
