"""MT940: golden samples written by hand, pages, code pages, what is damaged (R14.2, R14.4)."""

from __future__ import annotations

from datetime import date

import pytest

from services.billing.domain.statements import Reading
from services.billing.usecases.statement_files import read
from tests.billing.domain.files import ACCOUNT
from tests.billing.domain.test_one_c import bank, real

HEAD = "{1:F01HSBKKZKXAXXX0000000000}{2:I940HSBKKZKXXXXXN}{4:\n"
GOOD = f""":20:STMT1
:25:{ACCOUNT}
:28C:00012/001
:13D:2506030015+0500
:60F:C250602KZT10000,00
:61:2506020602C92500,NTRFNONREF//b-7
ТК25 платёж
:86:?20TK25-000123-27 Қожахметова ?21лето?30HSBKKZKX?31KZ77?32Мать?33Әлии?38000101100006
:61:2506020602D4000,5NCHGb-8
:86:/REMI/комиссия банка/NAME/АО Банк/IBAN/KZ88
:62F:C250602KZT98499,5
:64:C250602KZT98499,5
"""


def codes(reading: Reading) -> list[str]:
    return [problem.code for problem in reading.problems]


@pytest.mark.parametrize("text", [GOOD, HEAD + GOOD + "-}", GOOD.replace("\n", "\r\n")])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
def test_a_day_is_read_with_and_without_the_blocks_of_swift(text: str, encoding: str) -> None:
    reading = read(text.encode(encoding))
    statement = reading.statement
    assert statement is not None, reading.problems
    assert (statement.account, statement.from_on, statement.created_on) == (ACCOUNT, date(2025, 6, 2), date(2025, 6, 3))
    first, second = statement.lines
    assert (first.number, first.amount, first.incoming) == ("b-7", 9250000, True)
    assert first.purpose == "TK25-000123-27 Қожахметова лето"
    assert (first.payer.name, first.payer.account, first.payer.id_number) == ("Мать Әлии", "KZ77", "000101100006")
    assert (second.number, second.amount, second.incoming) == ("b-8", 400050, False)
    assert (second.payee.name, second.payee.account, second.purpose) == ("АО Банк", "KZ88", "комиссия банка")
    assert reading.encoding == encoding


@pytest.mark.parametrize("page", ["cp1251", "cp866"])
def test_the_letters_decide_the_code_page(page: str) -> None:
    reading = read(GOOD.replace("Қожахметова", "Кожахметова").replace("Әлии", "Алии").encode(page))
    assert reading.encoding == page
    assert reading.statement is not None
    assert reading.statement.lines[0].payer.name == "Мать Алии"


def test_pages_of_one_statement_are_joined_and_days_follow_each_other() -> None:
    pages = GOOD.replace(
        ":61:2506020602D",
        ":62M:C250602KZT102500,\n:20:STMT1\n:25:" + ACCOUNT + "\n:60M:C250602KZT102500,\n:61:2506020602D",
    )
    day_after = GOOD.replace(":60F:C250602KZT10000,00", ":60F:C250602KZT98499,5").replace("2506020602", "2506030603")
    day_after = day_after.replace(":62F:C250602KZT98499,5", ":62F:C250603KZT186999,0")
    statement = read((pages + day_after).encode()).statement
    assert statement is not None
    assert [(span.from_on.day, span.opening, span.closing) for span in statement.spans] == [
        (2, 1000000, 9849950), (3, 9849950, 18699900),
    ]  # fmt: skip
    assert len(statement.lines) == 4


def test_an_entry_after_new_year_has_the_year_nearest_to_its_value_date() -> None:
    text = (
        GOOD.replace("2506020602C", "2512310102C").replace("2506020602D", "2601020102RC").replace("C250602", "C260102")
    )
    statement = read(text.encode()).statement
    assert statement is not None
    assert {line.operation_on for line in statement.lines} == {date(2026, 1, 2)}
    assert not statement.lines[1].incoming, "a credit that the bank reverses takes money away"


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        (":62F:C250602KZT98499,5", ":62F:C250602KZT98499,6", "balance_wrong"),
        (":62F:C250602KZT98499,5", "", "field_missing"),
        ("C250602KZT10000", "C250602USD10000", "currency_not_tenge"),
        ("2506020602C", "2513020602C", "not_a_date"),
        (":61:2506020602C92500,", ":61:2506020602X92500,", "row_not_understood"),
        (f":25:{ACCOUNT}\n", "", "field_missing"),
        (":20:STMT1\n", ":21:X\n:20:STMT1\n", "row_not_understood"),
    ],
)
def test_a_damaged_file_is_refused_whole(old: str, new: str, code: str) -> None:
    reading = read(GOOD.replace(old, new).encode())
    assert reading.statement is None
    assert code in codes(reading)


@real
def test_a_real_statement_of_another_country_comes_out_and_a_fragment_is_refused_by_its_missing_lines() -> None:
    whole = read(bank("mt940", "mt940_tests", "sberbank", "171011_01234945.sta").replace(b"HUF", b"KZT")).statement
    assert whole is not None
    assert (whole.opening, whole.closing, len(whole.lines)) == (62731130, 61787430, 3)
    fragment = read(bank("mt940", "mt940_tests", "jejik", "ing.sta").replace(b"EUR", b"KZT"))
    assert codes(fragment) == ["balance_wrong"]
    assert "currency_not_tenge" in codes(read(bank("mt940", "mt940_tests", "jejik", "ing.sta")))
