"""The real OULAD files give exactly these figures."""

import os
from collections import Counter
from decimal import Decimal
from pathlib import Path

import pytest

from shared.people_ids import iin_is_valid
from shared.records.figures import figures
from shared.records.model import Leaving, University
from shared.records.oulad import oulad_university

REAL_DATA = os.environ.get("TIRKEU_REAL_DATA", "")
pytestmark = pytest.mark.skipif(not REAL_DATA, reason="TIRKEU_REAL_DATA is not set: no real records to read")

LETTERS = {
    "A": 239, "A-": 1621, "B+": 1307, "B": 1392, "B-": 1494, "C+": 1262, "C": 967, "C-": 671, "D+": 481, "D": 494,
    "F": 5075, "W": 6330,
}  # fmt: skip
DEBTS = {"BBB": 1371, "FFF": 1310, "DDD": 1036, "GGG": 549, "CCC": 375, "EEE": 364, "AAA": 45}


@pytest.fixture(scope="module")
def university() -> University:
    return oulad_university(Path(REAL_DATA) / "oulad")


def test_every_registration_has_its_letter(university: University) -> None:
    counted = figures(university)
    assert (counted.registrations, counted.students) == (21_333, 19_720)
    assert counted.letters == LETTERS


def test_the_last_attempt_that_was_not_withdrawn_decides_the_debt(university: University) -> None:
    counted = figures(university)
    assert (counted.debts, counted.open_debts, counted.debtors) == (DEBTS, 5_050, 4_933)


def test_the_gpas_are_those_of_the_last_attempts(university: University) -> None:
    counted = figures(university)
    assert counted.students_with_gpa == 14_508
    assert counted.mean_gpa == Decimal("1.7720")
    assert counted.sum_of_gpas == Decimal("25708.79")


def test_the_known_traps_are_reported_and_nothing_else(university: University) -> None:
    why = Counter(row.why if not row.why.startswith("unregistered") else "unregistered" for row in university.report)
    assert why == {
        "there is no score": 131,
        "there is no date of registration": 36,
        "withdrawn without a date": 6,
        "unregistered": 9,
    }
    ways = Counter(row.leaving for row in university.registrations if row.letter == "W")
    assert (ways[Leaving.UNKNOWN], ways.total()) == (6, 6_330)


def test_everybody_has_a_valid_number_of_his_own(university: University) -> None:
    iins = [who.iin for who in (*university.students, *university.staff)]
    assert all(iin_is_valid(iin) and iin[6] in "12" for iin in iins)
    assert len(set(iins)) == len(iins)


def test_the_seed_changes_people_and_never_results(university: University) -> None:
    other = oulad_university(Path(REAL_DATA) / "oulad", seed=2)
    assert figures(other) == figures(university)
    assert [who.name for who in other.students] != [who.name for who in university.students]
