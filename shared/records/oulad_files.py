"""The five files of the Open University Learning Analytics Dataset, read into typed rows."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from pathlib import Path

from shared.records.lines import LEFT_OUT, Line, Report, day_or_none, lines, one_of, whole_number

COURSES, ASSESSMENTS, INFO = "courses.csv", "assessments.csv", "studentInfo.csv"
REGISTRATIONS, SCORES = "studentRegistration.csv", "studentAssessment.csv"

RESULTS = ("Fail", "Withdrawn", "Pass", "Distinction")
KINDS = ("TMA", "CMA", "Exam")
PRESENTATION = ("code_module", "code_presentation")

Presentation = tuple[str, str]
"""Module and presentation, as ("BBB", "2013J")."""

Taking = tuple[str, str, int]
"""A student in a presentation."""


@dataclass(frozen=True, slots=True)
class Assessment:
    """A piece of course work or an exam; `day` counts from the first of the presentation."""

    presentation: Presentation
    kind: str
    day: int | None
    weight: Decimal


@dataclass(frozen=True, slots=True)
class Enrolment:
    """A student in a presentation, with its final result."""

    taking: Taking
    line: int
    previous_attempts: int
    load: int
    result: str


@dataclass(frozen=True, slots=True)
class Dates:
    """When a student registered and left, in days from the first of the presentation."""

    line: int
    registered: int | None
    left: int | None


@dataclass(frozen=True, slots=True)
class Score:
    """A score, 0-100; banked ones were carried over from an earlier attempt."""

    assessment: Assessment
    score: Decimal
    banked: bool


@dataclass(frozen=True, slots=True)
class Oulad:
    """Everything that could be read."""

    lengths: Mapping[Presentation, int]
    enrolments: Mapping[Taking, Enrolment]
    dates: Mapping[Taking, Dates]
    scores: Mapping[Taking, list[Score]]
    report: Report = field(default_factory=Report)


def read(folder: Path) -> Oulad:
    """Read the folder. Raises SourceUnreadable when a file is missing or has other columns; all else is reported."""
    report = Report()
    lengths = _lengths(folder, report)
    assessments = _assessments(folder, lengths, report)
    enrolments = _enrolments(folder, lengths, report)
    dates = _dates(folder, enrolments, report)
    return Oulad(lengths, enrolments, dates, _scores(folder, assessments, enrolments, report), report)


def _lengths(folder: Path, report: Report) -> dict[Presentation, int]:
    found: dict[Presentation, int] = {}
    for number, line in lines(folder, COURSES, (*PRESENTATION, "module_presentation_length"), report):
        try:
            key, length = _presentation(line), whole_number(line, "module_presentation_length")
            _refuse_if(key in found, "this presentation stands on an earlier line")
            found[key] = length
        except ValueError as problem:
            report.add(COURSES, number, str(problem))
    return found


def _assessments(folder: Path, lengths: Mapping[Presentation, int], report: Report) -> dict[str, Assessment]:
    found: dict[str, Assessment] = {}
    columns = (*PRESENTATION, "id_assessment", "assessment_type", "date", "weight")
    for number, line in lines(folder, ASSESSMENTS, columns, report):
        try:
            key, kind = _known(line, lengths), one_of(line, "assessment_type", KINDS)
            _refuse_if(line["id_assessment"] in found, "this assessment stands on an earlier line")
            day, weight = day_or_none(line, "date"), _number(line, "weight")
            _refuse_if(day is None and kind != "Exam", "course work without a date belongs to neither attestation")
            found[line["id_assessment"]] = Assessment(key, kind, day, weight)
        except ValueError as problem:
            report.add(ASSESSMENTS, number, str(problem))
    return found


def _enrolments(folder: Path, lengths: Mapping[Presentation, int], report: Report) -> dict[Taking, Enrolment]:
    found: dict[Taking, Enrolment] = {}
    columns = (*PRESENTATION, "id_student", "num_of_prev_attempts", "studied_credits", "final_result")
    for number, line in lines(folder, INFO, columns, report):
        try:
            taking = (*_known(line, lengths), whole_number(line, "id_student"))
            _refuse_if(taking in found, "this student stands in this presentation on an earlier line")
            attempts, load = whole_number(line, "num_of_prev_attempts"), whole_number(line, "studied_credits")
            found[taking] = Enrolment(taking, number, attempts, load, one_of(line, "final_result", RESULTS))
        except ValueError as problem:
            report.add(INFO, number, str(problem))
    return found


def _dates(folder: Path, enrolments: Mapping[Taking, Enrolment], report: Report) -> dict[Taking, Dates]:
    found: dict[Taking, Dates] = {}
    columns = (*PRESENTATION, "id_student", "date_registration", "date_unregistration")
    for number, line in lines(folder, REGISTRATIONS, columns, report):
        try:
            taking = (*_presentation(line), whole_number(line, "id_student"))
            _refuse_if(taking not in enrolments, f"{INFO} knows no such student in this presentation")
            _refuse_if(taking in found, "this registration stands on an earlier line")
            days = day_or_none(line, "date_registration"), day_or_none(line, "date_unregistration")
            found[taking] = Dates(number, *days)
        except ValueError as problem:
            report.add(REGISTRATIONS, number, str(problem))
    return found


def _scores(
    folder: Path, assessments: Mapping[str, Assessment], enrolments: Mapping[Taking, Enrolment], report: Report
) -> dict[Taking, list[Score]]:
    found: dict[Taking, list[Score]] = {}
    seen: set[tuple[str, str]] = set()
    for number, line in lines(folder, SCORES, ("id_assessment", "id_student", "is_banked", "score"), report):
        try:
            taking, score = _score(line, assessments, enrolments)
            key = (line["id_assessment"], line["id_student"])
            _refuse_if(key in seen, "a score of this student stands on an earlier line")
            seen.add(key)
            found.setdefault(taking, []).append(score)
        except ValueError as problem:
            empty = not line["score"].strip()
            report.add(SCORES, number, str(problem), "left out; his other scores count" if empty else LEFT_OUT)
    return found


def _score(
    line: Line, assessments: Mapping[str, Assessment], enrolments: Mapping[Taking, Enrolment]
) -> tuple[Taking, Score]:
    assessment = assessments.get(line["id_assessment"])
    if assessment is None:
        raise ValueError(f"{ASSESSMENTS} knows no assessment {line['id_assessment']!r}")
    taking = (*assessment.presentation, whole_number(line, "id_student"))
    _refuse_if(taking not in enrolments, f"{INFO} knows no such student in this presentation")
    _refuse_if(not line["score"].strip(), "there is no score")
    score = _number(line, "score")
    _refuse_if(score > 100, f"a score is 0 to 100, this is {score}")
    return taking, Score(assessment, score, one_of(line, "is_banked", ("0", "1")) == "1")


def _known(line: Line, lengths: Mapping[Presentation, int]) -> Presentation:
    key = _presentation(line)
    _refuse_if(key not in lengths, f"{COURSES} knows no such presentation")
    return key


def _presentation(line: Line) -> Presentation:
    module, code = line["code_module"].strip(), line["code_presentation"].strip()
    _refuse_if(not module, "no module is named")
    known = len(code) == 5 and code[:4].isascii() and code[:4].isdigit() and code[4] in "BJ"
    _refuse_if(not known, f"a presentation is a year and B or J, this is {code!r}")
    return module, code


def _number(line: Line, column: str) -> Decimal:
    try:
        number = Decimal(line[column])
    except InvalidOperation:
        raise ValueError(f"{column} is no number: {line[column]!r}") from None
    _refuse_if(not number.is_finite() or number < 0, f"{column} can't be {line[column]!r}")
    return number


def _refuse_if(wrong: bool, why: str) -> None:
    if wrong:
        raise ValueError(why)
