"""OULAD on our domain, on small files with the traps of the real ones."""

from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest

from shared.records.lines import SourceUnreadable
from shared.records.model import Leaving, Mark, RegistrationRecord, University
from shared.records.oulad import oulad_university

COURSES = "code_module,code_presentation,module_presentation_length\nBBB,2013B,240\nBBB,2013J,268\nGGG,2014B,240\n"
WORK = """code_module,code_presentation,id_assessment,assessment_type,date,weight
BBB,2013B,1,TMA,119,12.5
BBB,2013B,2,CMA,120,37.5
BBB,2013B,3,Exam,,100
BBB,2013J,4,TMA,19,100
GGG,2014B,5,TMA,10,0
GGG,2014B,6,CMA,200,0
"""
INFO_HEADER = (
    "code_module,code_presentation,id_student,gender,region,highest_education,imd_band,age_band,"
    "num_of_prev_attempts,studied_credits,disability,final_result\n"
)
DATES_HEADER = "code_module,code_presentation,id_student,date_registration,date_unregistration\n"
SCORES_HEADER = "id_assessment,id_student,date_submitted,is_banked,score\n"

Loader = Callable[..., University]


@pytest.fixture
def load(tmp_path: Path) -> Loader:
    """Write a folder with these lines of students, dates and scores, and read it."""

    def write(info: str, dates: str = "", scores: str = "") -> University:
        (tmp_path / "courses.csv").write_text(COURSES)
        (tmp_path / "assessments.csv").write_text(WORK)
        (tmp_path / "studentInfo.csv").write_text(INFO_HEADER + info)
        (tmp_path / "studentRegistration.csv").write_text(DATES_HEADER + dates)
        (tmp_path / "studentAssessment.csv").write_text(SCORES_HEADER + scores)
        return oulad_university(tmp_path)

    return write


def info(presentation: str, student: int, result: str, attempts: int = 0) -> str:
    return f"{presentation},{student},M,Wales,HE Qualification,,0-35,{attempts},60,N,{result}\n"


def only(university: University) -> RegistrationRecord:
    (row,) = university.registrations
    return row


def test_the_percent_is_the_mean_by_weight_rounded_once_half_up(load: Loader) -> None:
    row = only(load(info("BBB,2013B", 11, "Pass"), scores="1,11,1,0,60\n2,11,1,0,84\n3,11,1,0,79\n"))
    assert (row.percent, row.letter) == (79, "B-")  # (60 x 12.5 + 84 x 37.5 + 79 x 100) / 150 = 78.67


def test_a_half_is_rounded_up(load: Loader) -> None:
    row = only(load(info("GGG,2014B", 11, "Pass"), scores="5,11,1,0,64\n6,11,1,0,65\n"))
    assert (row.percent, row.letter) == (65, "C"), "weights that sum to 0: the plain mean, 64.5"


@pytest.mark.parametrize(
    ("result", "score", "percent", "letter"),
    [
        ("Pass", 12, 50, "D"),
        ("Pass", 99, 89, "B+"),
        ("Fail", 77, 49, "F"),
        ("Fail", 20, 20, "F"),
        ("Distinction", 60, 90, "A-"),
        ("Distinction", 97, 97, "A"),
    ],
)
def test_the_final_result_outranks_the_scores(load: Loader, result: str, score: int, percent: int, letter: str) -> None:
    row = only(load(info("BBB,2013J", 11, result), scores=f"4,11,1,0,{score}\n"))
    assert (row.percent, row.letter) == (percent, letter)


@pytest.mark.parametrize(("result", "percent"), [("Pass", 50), ("Fail", 0), ("Distinction", 90)])
def test_without_a_score_the_floor_of_the_band_stands(load: Loader, result: str, percent: int) -> None:
    assert only(load(info("BBB,2013J", 11, result))).percent == percent


def test_the_day_in_the_middle_belongs_to_the_second_attestation(load: Loader) -> None:
    row = only(load(info("BBB,2013B", 11, "Pass"), scores="1,11,1,0,60\n2,11,1,1,84\n3,11,1,0,79\n"))
    assert row.evidence.attestation1 == Decimal("60.00")
    assert row.evidence.attestation2 == Decimal("84.00")
    assert row.evidence.exam == Decimal("79.00")
    assert row.carried_over


@pytest.mark.parametrize(
    ("left", "way"), [("-3", Leaving.BEFORE_START), ("0", Leaving.BEFORE_START), ("1", Leaving.AFTER_START)]
)
def test_a_date_tells_the_way_of_leaving_only(load: Loader, left: str, way: Leaving) -> None:
    row = only(load(info("BBB,2013B", 11, "Withdrawn"), dates=f"BBB,2013B,11,-30,{left}\n"))
    assert (row.mark, row.letter, row.percent, row.leaving) == (Mark.WITHDRAWN, "W", None, way)


def test_withdrawn_without_a_date_stays_w_and_is_reported(load: Loader) -> None:
    university = load(info("BBB,2013B", 11, "Withdrawn"), dates="BBB,2013B,11,-30,\n")
    assert only(university).leaving is Leaving.UNKNOWN
    assert [(row.file, row.line) for row in university.report] == [("studentRegistration.csv", 2)]


def test_unregistered_yet_failed_stays_f_and_is_reported(load: Loader) -> None:
    university = load(info("BBB,2013B", 11, "Fail"), dates="BBB,2013B,11,-30,40\n")
    assert (only(university).letter, only(university).left_on) == ("F", None)
    assert "unregistered on day 40" in university.report[0].why


def test_attempts_follow_time_even_where_the_files_disagree(load: Loader) -> None:
    university = load(info("BBB,2013J", 11, "Pass") + info("BBB,2013B", 11, "Fail", attempts=1))
    assert [(row.letter, row.attempt) for row in university.registrations] == [("F", 2), ("D", 3)]
    assert any("taken as attempt 3" in row.done for row in university.report)


def test_a_presentation_ends_with_its_term_and_its_days_count_from_there(load: Loader) -> None:
    university = load(info("GGG,2014B", 11, "Pass"), dates="GGG,2014B,11,-10,\n")
    spring = next(term for term in university.terms if term.code == "2025/2026-spring")
    registered_on = only(university).registered_on
    assert registered_on is not None
    assert (spring.ends_on - registered_on).days == 250
    assert spring.ends_on < university.summer_starts_on


def test_no_line_stops_the_reading_and_each_says_what_was_wrong(load: Loader) -> None:
    bad = [
        "1,11,1,0,\n",  # no score
        "1,99,1,0,50\n",  # nobody
        "77,11,1,0,50\n",  # no such assessment
        "1,11,1,0,101\n",
        "1,11,1,0,many\n",
        "1,11,1\n",
        "2,11,1,maybe,50\n",
        "2,11,1,0,NaN\n",
    ]
    university = load(
        info("BBB,2013B", 11, "Pass") + info("XXX,2013B", 5, "Pass"), scores="".join(bad) + "3,11,1,0,70\n"
    )
    assert only(university).percent == 70
    scores = [row.line for row in university.report if row.file == "studentAssessment.csv"]
    assert scores == [2, 3, 4, 5, 6, 7, 8, 9]
    assert any(row.file == "studentInfo.csv" and row.line == 3 for row in university.report)


def test_a_line_that_stands_twice_counts_once(load: Loader) -> None:
    twice = info("BBB,2013J", 11, "Pass") * 2
    university = load(twice, dates="BBB,2013J,11,1,\n" * 2, scores="4,11,1,0,70\n4,11,1,0,10\n")
    assert only(university).percent == 70
    assert len([row for row in university.report if "earlier line" in row.why]) == 3


def test_a_section_holds_sixty(load: Loader) -> None:
    university = load("".join(info("BBB,2013B", number, "Pass") for number in range(1, 122)))
    assert [section.capacity for section in university.sections] == [60, 60, 60]


def test_a_folder_without_its_files_is_refused_by_name(tmp_path: Path) -> None:
    with pytest.raises(SourceUnreadable, match=r"courses\.csv"):
        oulad_university(tmp_path)


def test_a_file_without_its_columns_is_refused_by_name(tmp_path: Path) -> None:
    (tmp_path / "courses.csv").write_text("code_module,code_presentation\nBBB,2013B\n")
    with pytest.raises(SourceUnreadable, match="module_presentation_length"):
        oulad_university(tmp_path)
