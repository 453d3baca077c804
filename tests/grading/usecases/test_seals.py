"""R5.3, R5.4: a sealed sheet never changes, and whoever changes it in the database is found with the place."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal
from uuid import uuid4

import pytest
from sqlalchemy import Connection, NullPool, create_engine, select, text
from sqlalchemy.exc import DatabaseError
from sqlalchemy.orm import Session

from services.grading.db import db
from services.grading.domain.corrections import Entry
from services.grading.domain.outcome import Appearance
from services.grading.models import SealedDocument
from services.grading.queries import seals
from services.grading.settings import seal_public_key
from services.grading.usecases import gpas
from shared.errors import Refused
from shared.seals import Head
from tests.databases import Bound
from tests.grading.university import University
from tests.grading.usecases.test_corrections import WHY, corrected

REFUSED = [
    "UPDATE sheet_rows SET value = 100",
    "UPDATE sheet_rows SET mark = 'A'",
    "DELETE FROM sheet_rows",
    "UPDATE sheets SET signature = 'X'",
    "UPDATE sheets SET status = 'open', sealed_at = NULL, sealed_by = NULL",
    "DELETE FROM sheets",
    "UPDATE attempts SET percent = 100",
    "DELETE FROM attempts",
    "UPDATE seals SET document = '{}'",
    "DELETE FROM seals",
    "UPDATE marks SET value = 100",
    "DELETE FROM marks",
    "UPDATE policies SET exam_minimum = 10",
    "INSERT INTO sheet_rows (row_id, sheet_id, student_id)"
    " SELECT gen_random_uuid(), sheet_id, gen_random_uuid() FROM sheets",
]


@pytest.mark.parametrize("statement", REFUSED)
def test_the_database_refuses_to_change_what_is_sealed_or_recorded(
    university: University, grading_db: Session, statement: str
) -> None:
    university.played(("80", "80", "70"))
    with pytest.raises(DatabaseError, match=r"R5\.3"), grading_db.begin_nested():
        grading_db.execute(text(statement))


def test_untouched_seals_hold(university: University, grading_db: Session) -> None:
    university.played(("80", "80", "70"), ("50", "50", "50"), ("10", "10", None))
    found = seals.verification(grading_db, seal_public_key())
    assert found.places == ()
    assert found.links == 3
    assert found.head == seals.head(grading_db)


def test_before_the_first_seal_there_is_nothing_to_break(grading_db: Session) -> None:
    found = seals.verification(grading_db, seal_public_key())
    assert (found.holds, found.links, found.head) == (True, 0, Head(0, "0" * 64))


@pytest.fixture
def sealed(tirkeu_databases: Bound) -> tuple[Bound, University]:
    """A committed section with sealed sheets, and the database it stands in."""
    with db.transaction() as session:
        university = University(session).played(("80", "80", "70"), ("60", "60", Appearance.DID_NOT_APPEAR))
    return tirkeu_databases, university


@contextmanager
def superuser(bound: Bound) -> Iterator[Connection]:
    """The administrator of the server, past all triggers."""
    engine = create_engine(bound.server.of(bound.database), poolclass=NullPool)
    with engine.begin() as connection:
        connection.execute(text("SET search_path = grading"))
        connection.execute(text("SET session_replication_role = replica"))
        yield connection


def places(published: Head | None = None) -> list[tuple[str, str, str, str]]:
    with db.read() as session:
        found = seals.verification(session, seal_public_key(), published)
        return [(place.what, place.path, place.sealed, place.found) for place in found.places]


def test_a_mark_that_a_superuser_changes_is_found_with_its_place(sealed: tuple[Bound, University]) -> None:
    bound, university = sealed
    student = university.students[0]
    with superuser(bound) as connection:
        changed = connection.execute(text("UPDATE sheet_rows SET value = 95 WHERE value = 70")).rowcount
    assert changed == 1
    assert places() == [("changed", f"/lines/{student}/value", "70.00", "95.00")]


def test_a_result_that_a_superuser_changes_in_the_record_is_found(sealed: tuple[Bound, University]) -> None:
    bound, university = sealed
    student = university.students[0]
    with superuser(bound) as connection:
        connection.execute(text("UPDATE attempts SET mark = 'A', percent = 99 WHERE percent = 76"))
    assert places() == [
        ("changed", f"/lines/{student}/attempt/mark", "B-", "A"),
        ("changed", f"/lines/{student}/attempt/percent", "76", "99"),
    ]


def test_a_line_that_a_superuser_takes_out_or_puts_in_is_found(sealed: tuple[Bound, University]) -> None:
    bound, university = sealed
    new = uuid4()
    with superuser(bound) as connection:
        gone = connection.execute(
            text("DELETE FROM sheet_rows WHERE appearance = 'did_not_appear' RETURNING sheet_id")
        ).scalar_one()
        connection.execute(
            text("INSERT INTO sheet_rows (row_id, sheet_id, student_id) VALUES (:row, :sheet, :student)"),
            {"row": uuid4(), "sheet": gone, "student": new},
        )
    found = {(what, path) for what, path, _, _ in places()}
    assert ("removed", f"/lines/{university.students[1]}") in found
    assert ("added", f"/lines/{new}") in found


def test_a_document_changed_together_with_its_sheet_is_found_by_the_chain(sealed: tuple[Bound, University]) -> None:
    bound, _ = sealed
    with superuser(bound) as connection:
        connection.execute(text("UPDATE sheet_rows SET value = 95 WHERE value = 70"))
        connection.execute(text("UPDATE seals SET document = replace(document, '\"70.00\"', '\"95.00\"')"))
    assert places() == [("chain", "document", "", "")]


def test_a_seal_taken_away_with_its_sheet_is_found_by_the_published_head(sealed: tuple[Bound, University]) -> None:
    bound, _ = sealed
    with db.read() as session:
        published = seals.head(session)
    with superuser(bound) as connection:
        for table in ("seals", "attempts", "marks", "sheet_rows", "sheets"):
            connection.execute(text(f"DELETE FROM {table}"))
    assert places() == []
    assert places(published) == [("chain", "missing", "", "")]


def test_an_invented_result_is_found(sealed: tuple[Bound, University]) -> None:
    bound, _ = sealed
    with superuser(bound) as connection:
        connection.execute(
            text(
                "INSERT INTO attempts SELECT (jsonb_populate_record(a, jsonb_build_object('attempt_id',"
                " gen_random_uuid(), 'row_id', gen_random_uuid(), 'attempt_no', 2))).* FROM attempts a WHERE passed"
            )
        )
    assert [what for what, *_ in places()] == ["without_sheet"]


def test_a_sheet_that_claims_to_be_sealed_without_a_seal_is_found(sealed: tuple[Bound, University]) -> None:
    bound, _ = sealed
    with superuser(bound) as connection:
        connection.execute(
            text(
                "INSERT INTO sheets (sheet_id, section_id, course_id, term_id, kind, nth, version_no, status,"
                " opened_at, sealed_at, sealed_by) SELECT gen_random_uuid(), section_id, course_id, term_id, kind,"
                " 2, 1, status, opened_at, sealed_at, sealed_by FROM sheets WHERE kind = 'exam'"
            )
        )
    assert [what for what, *_ in places()] == ["unsealed"]


def test_a_sealed_document_says_all_that_was_signed(university: University, grading_db: Session) -> None:
    university.played(("80", "80", "70"))
    document = json.loads(
        grading_db.scalars(select(SealedDocument.document).order_by(SealedDocument.number.desc())).first() or ""
    )
    assert (document["kind"], document["signature"], document["sealed_by"]) == (
        "exam", "Оспанова Гүлнар", str(university.teacher_id),
    )  # fmt: skip
    (line,) = document["lines"]
    assert (line["value"], line["rating"], line["mark"], line["attempt"]["points"]) == ("70.00", "80.00", "B-", "2.67")


def test_what_failed_half_way_leaves_no_seal(university: University, grading_db: Session) -> None:
    university.found().enrol(1)
    university.attest(("80", "80"))
    with pytest.raises(Refused):
        university.close()
    assert seals.chain(grading_db) == []
    assert gpas.work_out(grading_db) == []


def test_an_act_that_a_superuser_changes_is_found_on_the_version_that_it_made(
    sealed: tuple[Bound, University],
) -> None:
    bound, university = sealed
    with db.transaction() as session:
        university.session = session
        corrected(university, 0, Entry(Decimal(50)))
    assert places() == [], "a correction by its act breaks nothing"
    with superuser(bound) as connection:
        connection.execute(text("UPDATE corrections SET reason = 'because'"))
    assert places() == [("changed", "/correction/reason", WHY.reason, "because")]
