"""The banks' text file is read exactly, or refused with every problem at once (R14.4)."""

from __future__ import annotations

import os
from datetime import date, timedelta
from pathlib import Path

import pytest

from services.billing.domain.amounts import read_tiyn
from services.billing.domain.one_c import read
from services.billing.domain.statements import Reading
from tests.billing.domain.files import ACCOUNT, DAY, Op, file_of, header, one_day, span

GOOD = one_day(
    Op("92500", "TK25-000123-27 Әлия Қожахметқызы №5"), Op("160000.5", incoming=False, number="NT-7"),
    opening="202742.8", received="92500", spent="160000.5", closing="135242.3",
)  # fmt: skip


def codes(reading: Reading) -> list[str]:
    return [problem.code for problem in reading.problems]


@pytest.mark.parametrize("variant", ["kazakh", "russian"])
def test_a_day_is_read_in_both_variants(variant: str) -> None:
    day = one_day(
        Op("92500.00", "TK25-000123-27", payer_id="990140000017"), Op("1.1", incoming=False, number="2"),
        opening="10", received="92500", spent="1.1", closing="92508.9", variant=variant,
    )  # fmt: skip
    statement = read(day.encode("cp1251")).statement
    assert statement is not None
    assert (statement.account, statement.from_on, statement.through_on) == (ACCOUNT, DAY, DAY)
    assert [(line.incoming, line.amount) for line in statement.lines] == [(True, 9250000), (False, 110)]
    first = statement.lines[0]
    assert (first.purpose, first.payer.id_number, first.payer.name) == ("TK25-000123-27", "990140000017", "Тест Тестов")


@pytest.mark.parametrize("said", ["Windows", "DOS", "UTF-8"])
@pytest.mark.parametrize("encoding", ["cp1251", "cp866", "utf-8", "utf-8-sig"])
def test_the_words_decide_the_encoding_and_not_what_the_file_says(said: str, encoding: str) -> None:
    text = one_day(Op("5", "оплата"), opening="0", received="5", spent="0", closing="5")
    reading = read(text.replace("Кодировка=Windows", f"Кодировка={said}").encode(encoding))
    assert reading.statement is not None
    assert reading.statement.lines[0].purpose == "оплата"
    assert reading.encoding == encoding


def test_kazakh_letters_of_the_kazakh_code_page_are_kept() -> None:
    statement = read(GOOD.replace("№", "N").encode("kz1048")).statement
    assert statement is not None
    assert "Әлия Қожахметқызы" in statement.lines[0].purpose


def test_a_balance_that_does_not_come_out_is_refused_and_says_by_how_much() -> None:
    reading = read(GOOD.replace("КонечныйОстаток=135242.3", "КонечныйОстаток=135242.31").encode())
    assert reading.statement is None
    assert [(p.code, p.params["by"]) for p in reading.problems] == [("balance_wrong", "-0.01")]


def test_lines_that_do_not_add_up_to_the_header_are_refused() -> None:
    text = one_day(Op("5"), opening="0", received="7", spent="0", closing="7")
    assert [(p.code, p.params["by"]) for p in read(text.encode()).problems] == [("received_differs", "2.00")]


def test_every_problem_is_named_at_once_with_its_row() -> None:
    text = one_day(Op("five", number=""), Op("3"), opening="0", received="4", spent="1", closing="4")
    text = text.replace(f"ДатаКонца={DAY:%d.%m.%Y}\r\nРасчСчет={ACCOUNT}\r\nНач", "ДатаКонца=31.02.2025\r\nНач")
    reading = read(text.encode("cp866"))
    assert codes(reading) == ["not_a_date", "not_an_amount", "not_an_amount", "field_missing"]
    assert all("row" in problem.params and problem.rule == "R14.4" for problem in reading.problems)


def test_the_direction_is_told_by_dates_or_amounts_not_by_masked_accounts() -> None:
    text = one_day(Op("5"), opening="0", received="5", spent="0", closing="5", variant="russian")
    masked = text.replace(f"ПолучательСчет={ACCOUNT}", "ПолучательСчет=KZ**************0100")
    statement = read(masked.encode()).statement
    assert statement is not None
    assert statement.lines[0].incoming
    unclear = text.replace(f"ДатаПоступило={DAY:%d.%m.%Y}", "ДатаПоступило=")
    assert "direction_unclear" in codes(read(unclear.encode()))


def test_a_section_for_each_day_is_one_statement() -> None:
    later = DAY + timedelta(days=1)
    text = file_of(
        header(DAY, later), span(DAY, DAY, "5.55", "60", "0", "65.55"), span(later, later, "65.55", "0", "25", "40.55"),
        Op("60").kazakh(), Op("25", incoming=False, day=later).kazakh(),
    )  # fmt: skip
    statement = read(text.encode()).statement
    assert statement is not None
    assert (statement.opening, statement.received, statement.spent, statement.closing) == (555, 6000, 2500, 4055)


def test_daily_sections_that_do_not_follow_each_other_are_refused() -> None:
    later = DAY + timedelta(days=1)
    text = file_of(header(DAY, later), span(DAY, DAY, "1", "0", "0", "1"), span(later, later, "2", "0", "0", "2"))
    assert [(p.code, p.params["by"]) for p in read(text.encode()).problems] == [("spans_do_not_follow", "1.00")]


def test_a_line_of_another_day_or_currency_is_refused() -> None:
    text = one_day(Op("5", day=DAY + timedelta(days=9)), opening="0", received="5", spent="0", closing="5")
    assert codes(read(text.encode())) == ["received_differs", "line_outside_period"]
    foreign = one_day(Op("5"), opening="0", received="5", spent="0", closing="5").replace("Валюта=KZT", "Валюта=USD")
    assert codes(read(foreign.encode())) == ["currency_not_tenge"]


def test_a_purpose_over_several_rows_is_kept_and_cannot_change_the_sum() -> None:
    text = one_day(Op("5", "за лето\r\nпродолжение"), opening="0", received="5", spent="0", closing="5")
    statement = read(text.encode()).statement
    assert statement is not None
    assert statement.lines[0].purpose == "за лето продолжение"
    forged = one_day(Op("5", "за лето\r\nСумма=500"), opening="0", received="5", spent="0", closing="5")
    assert "key_twice" in codes(read(forged.encode()))


@pytest.mark.parametrize("raw", [b"", b"PK\x03\x04", b"%PDF-1.7", "счёт".encode("cp1251"), b"\xff\xfe1\x00C\x00"])
def test_another_file_is_not_taken_for_a_statement(raw: bytes) -> None:
    assert codes(read(raw)) == ["not_1c"]


def test_a_file_with_signs_that_no_text_has_is_refused() -> None:
    assert codes(read(GOOD.encode().replace(b"NT-7", b"NT\0"))) == ["encoding_unknown"]


def test_a_file_cut_off_in_the_middle_is_refused() -> None:
    reading = read(GOOD[: GOOD.index("НомерДокумента=NT-7")].encode())
    assert reading.statement is None
    assert "section_not_closed" in codes(reading)


@pytest.mark.parametrize(
    ("written", "tiyn"), [("160000", 16000000), ("202742.8", 20274280), ("-0,05", -5), ("1.230", 123)]
)
def test_sums_are_read_to_the_tiyn(written: str, tiyn: int) -> None:
    assert read_tiyn(written) == tiyn


@pytest.mark.parametrize("written", ["", "1.005", "1e5", "12a", "--1", "1.2.3", "9" * 16, "١٢"])
def test_a_sum_finer_than_a_tiyn_or_no_sum_is_refused(written: str) -> None:
    with pytest.raises(ValueError, match="not an amount"):
        read_tiyn(written)


def test_a_day_still_running_is_not_complete() -> None:
    text = file_of(header(DAY, DAY, created=DAY), span(DAY, DAY, "0", "0", "0", "0"))
    statement = read(text.encode()).statement
    assert statement is not None
    assert statement.complete_through == DAY - timedelta(days=1)


real = pytest.mark.skipif(
    "TIRKEU_REAL_DATA" not in os.environ, reason="TIRKEU_REAL_DATA is not set: no real bank files"
)


def bank(*path: str) -> bytes:
    return Path(os.environ["TIRKEU_REAL_DATA"], "bank", *path).read_bytes()


@real
def test_a_real_bank_day_comes_out_to_the_tiyn() -> None:
    statement = read(bank("1c", "vtb24_one_day_cp1251.txt")).statement
    assert statement is not None
    assert (statement.opening, statement.received, statement.spent, statement.closing) == (
        4532991,
        4000000,
        4118400,
        4414591,
    )
    assert (statement.complete_through, len(statement.lines)) == (date(2016, 1, 11), 13)


@real
@pytest.mark.parametrize(("name", "received"), [("bcc_cp1251.txt", "236768.22"), ("kaspi_cp1251.txt", "2188673.42")])
def test_a_fragment_of_a_real_statement_is_refused_by_its_missing_lines(name: str, received: str) -> None:
    reading = read(bank("kz-1c", name))
    assert reading.statement is None
    assert codes(reading) == ["received_differs", "spent_differs"]
    assert reading.problems[0].params["by"] == received
