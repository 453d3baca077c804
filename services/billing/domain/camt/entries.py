"""An entry of camt.053 to lines: one, or the parts of a batch where they add up to it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from xml.etree.ElementTree import Element

from services.billing.domain.camt.nodes import Notes, at, children, text
from services.billing.domain.statements import Line, Party

BOOKED = ("BOOK", "")


def lines_of(entry: Element, row: int, notes: Notes) -> Iterator[Line]:
    """What is booked; an entry that is only pending or information changes no balance and is no line."""
    if text(entry, "Sts/Cd", "Sts") not in BOOKED:
        return
    amount, incoming = notes.tiyn(entry, "Amt", row), notes.incoming(entry, row)
    day = notes.day(entry, "BookgDt", row)
    if amount == 0:
        notes.problem("amount_not_positive", row)
    if not amount or incoming is None or day is None:
        return
    parts = [part for details in children(entry, "NtryDtls") for part in children(details, "TxDtls")]
    sums = [_sum(part, row, notes) for part in parts]
    if len(parts) > 1 and all(sums) and sum(filter(None, sums)) == amount:
        for part, share in zip(parts, sums, strict=True):
            assert share is not None
            yield _line(entry, part, row, day, share, incoming)
    else:
        yield _line(entry, parts[0] if len(parts) == 1 else None, row, day, amount, incoming)
    if not any(_number(entry, part) for part in (*parts, None)):
        notes.problem("field_missing", row, field="AcctSvcrRef")


def _sum(part: Element, row: int, notes: Notes) -> int | None:
    path = next((path for path in ("Amt", "AmtDtls/TxAmt/Amt") if at(part, path) is not None), None)
    return notes.tiyn(part, path, row) if path else None


def _line(entry: Element, part: Element | None, row: int, day: date, amount: int, incoming: bool) -> Line:
    return Line(
        row=row, number=_number(entry, part), operation_on=day, documented_on=None, incoming=incoming, amount=amount,
        payer=_party(part, "Dbtr"), payee=_party(part, "Cdtr"), purpose=_purpose(entry, part),
        purpose_code=text(part, "Purp/Cd", "Purp/Prtry"),
    )  # fmt: skip


def _number(entry: Element, part: Element | None) -> str:
    """The number of the bank's document: of the part if it has one, else of the entry (R14.2)."""
    own = text(part, "Refs/AcctSvcrRef", "Refs/TxId", "Refs/InstrId") or text(entry, "AcctSvcrRef", "NtryRef")
    payers = text(part, "Refs/EndToEndId")
    return own or ("" if payers == "NOTPROVIDED" else payers)


def _purpose(entry: Element, part: Element | None) -> str:
    said = [" ".join((one.text or "").split()) for one in children(at(part, "RmtInf"), "Ustrd")]
    structured = [text(one, "CdtrRefInf/Ref") for one in children(at(part, "RmtInf"), "Strd")]
    words = " ".join(filter(None, [*said, *structured]))
    return words or text(part, "AddtlTxInf") or text(entry, "AddtlNtryInf")


def _party(part: Element | None, who: str) -> Party:
    """Payer or payee; later versions of the format put him one element deeper."""
    paths = [f"RltdPties/{who}", f"RltdPties/{who}/Pty"]
    ids = [f"{path}/Id/{kind}/Othr/Id" for path in paths for kind in ("OrgId", "PrvtId")]
    account = f"RltdPties/{who}Acct/Id"
    agent = f"RltdAgts/{who}Agt/FinInstnId"
    return Party(
        name=text(part, *(f"{path}/Nm" for path in paths)), id_number=text(part, *ids),
        account=text(part, f"{account}/IBAN", f"{account}/Othr/Id"), bank=text(part, f"{agent}/BICFI", f"{agent}/BIC"),
    )  # fmt: skip
