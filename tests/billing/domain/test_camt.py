"""camt.053: a golden sample written by hand, batches, versions, what is damaged or dangerous (R14.2, R14.4)."""

from __future__ import annotations

from datetime import date

import pytest

from services.billing.domain.statements import Reading
from services.billing.usecases.statement_files import read
from tests.billing.domain.files import ACCOUNT

PARTY = (
    "<RltdPties><Dbtr><Nm>{name}</Nm><Id><PrvtId><Othr><Id>{iin}</Id></Othr></PrvtId></Id></Dbtr>"
    "<DbtrAcct><Id><IBAN>{account}</IBAN></Id></DbtrAcct></RltdPties>"
)


def entry(amount: str, way: str, ref: str, purpose: str = "", details: str = "", status: str = "BOOK") -> str:
    parts = details or f"<TxDtls>{party()}<RmtInf><Ustrd>{purpose}</Ustrd></RmtInf></TxDtls>"
    return (
        f'<Ntry><Amt Ccy="KZT">{amount}</Amt><CdtDbtInd>{way}</CdtDbtInd><Sts>{status}</Sts>'
        f"<BookgDt><Dt>2025-06-02</Dt></BookgDt><AcctSvcrRef>{ref}</AcctSvcrRef><NtryDtls>{parts}</NtryDtls></Ntry>"
    )


def party(name: str = "Мать Әлии", iin: str = "000101100006", account: str = "KZ77") -> str:
    return PARTY.format(name=name, iin=iin, account=account)


def balance(code: str, amount: str, day: str, way: str = "CRDT") -> str:
    return (
        f"<Bal><Tp><CdOrPrtry><Cd>{code}</Cd></CdOrPrtry></Tp><Amt Ccy='KZT'>{amount}</Amt>"
        f"<CdtDbtInd>{way}</CdtDbtInd><Dt><Dt>{day}</Dt></Dt></Bal>"
    )


def document(
    *entries: str, closing: str = "98500.00", summary: str = "", encoding: str = "utf-8", version: int = 2
) -> bytes:
    text = (
        f'<?xml version="1.0" encoding="{encoding}"?>'
        f'<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.{version:02d}"><BkToCstmrStmt>'
        "<GrpHdr><MsgId>1</MsgId><CreDtTm>2025-06-03T00:30:00+05:00</CreDtTm></GrpHdr><Stmt><Id>1</Id>"
        "<FrToDt><FrDtTm>2025-06-02T00:00:00</FrDtTm><ToDtTm>2025-06-02T23:59:59</ToDtTm></FrToDt>"
        f"<Acct><Id><IBAN>{ACCOUNT}</IBAN></Id><Ccy>KZT</Ccy></Acct>"
        f"{balance('OPBD', '10000.00', '2025-06-02')}{balance('CLBD', closing, '2025-06-02')}{summary}"
        f"{''.join(entries)}</Stmt></BkToCstmrStmt></Document>"
    )
    return text.encode(encoding)


GOOD = (entry("92500", "CRDT", "b-7", "TK25-000123-27 Қожахметова"), entry("4000.00", "DBIT", "b-8", "комиссия"))


def codes(reading: Reading) -> list[str]:
    return [problem.code for problem in reading.problems]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
@pytest.mark.parametrize("version", [2, 8])
def test_a_day_is_read_in_either_version_and_encoding(encoding: str, version: int) -> None:
    entries = GOOD
    if version == 8:
        deeper = (
            ("<Dbtr>", "<Dbtr><Pty>"),
            ("</Dbtr>", "</Pty></Dbtr>"),
            ("<Sts>BOOK</Sts>", "<Sts><Cd>BOOK</Cd></Sts>"),
        )
        for old, new in deeper:
            entries = tuple(one.replace(old, new) for one in entries)  # type: ignore[assignment]
    reading = read(document(*entries, encoding=encoding, version=version))
    statement = reading.statement
    assert statement is not None, reading.problems
    assert (statement.account, statement.from_on, statement.through_on) == (ACCOUNT, date(2025, 6, 2), date(2025, 6, 2))
    assert statement.created_on == date(2025, 6, 3)
    first, second = statement.lines
    assert (first.number, first.amount, first.incoming, first.purpose) == (
        "b-7", 9250000, True, "TK25-000123-27 Қожахметова",
    )  # fmt: skip
    assert (first.payer.name, first.payer.id_number, first.payer.account) == ("Мать Әлии", "000101100006", "KZ77")
    assert (second.amount, second.incoming) == (400000, False)


def test_a_batch_is_split_where_its_parts_add_up_and_pending_entries_are_no_lines() -> None:
    parts = "".join(
        f"<TxDtls><Refs><TxId>t{nth}</TxId></Refs>"
        f'<AmtDtls><TxAmt><Amt Ccy="KZT">{share}</Amt></TxAmt></AmtDtls></TxDtls>'
        for nth, share in enumerate(("60000", "32500"))
    )
    batch = entry("92500", "CRDT", "b-7", details=parts)
    statement = read(document(batch, GOOD[1], entry("1", "CRDT", "b-9", status="PDNG"))).statement
    assert statement is not None
    assert [(line.number, line.amount) for line in statement.lines] == [
        ("t0", 6000000),
        ("t1", 3250000),
        ("b-8", 400000),
    ]
    uneven = read(document(batch.replace("32500", "32499"), GOOD[1])).statement
    assert uneven is not None
    assert [line.amount for line in uneven.lines] == [9250000, 400000], "a batch that does not add up is one line"


def test_what_does_not_come_out_is_refused_with_every_reason_and_by_how_much() -> None:
    summary = "<TxsSummry><TtlCdtNtries><Sum>92501</Sum></TtlCdtNtries></TxsSummry>"
    reading = read(document(*GOOD, closing="98500.01", summary=summary))
    assert reading.statement is None
    assert [(one.code, one.params["by"]) for one in reading.problems] == [
        ("balance_wrong", "0.99"), ("received_differs", "1.00"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        (b'Ccy="KZT">92500', b'Ccy="USD">92500', "currency_not_tenge"),
        (b">92500<", b">9x<", "not_an_amount"),
        (b"<Dt>2025-06-02</Dt></BookgDt>", b"<Dt>2025-02-30</Dt></BookgDt>", "not_a_date"),
        (b"<Cd>CLBD</Cd>", b"<Cd>ITBD</Cd>", "field_missing"),
        (b"<AcctSvcrRef>b-7</AcctSvcrRef>", b"", "field_missing"),
        (b"BkToCstmrStmt>", b"BkToCstmrAcctRpt>", "not_camt"),
        (b"</Stmt>", b"", "xml_broken"),
        (b"<Document", b'<!DOCTYPE x [<!ENTITY a "b">]><Document', "xml_refused"),
    ],
)
def test_a_damaged_or_dangerous_file_is_refused_whole(old: bytes, new: bytes, code: str) -> None:
    reading = read(document(*GOOD).replace(old, new))
    assert reading.statement is None
    assert code in codes(reading)
