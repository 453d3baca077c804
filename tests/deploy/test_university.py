"""The demo university comes into an empty instance once, and into nobody else's."""

import subprocess

import pytest
from sqlalchemy import create_engine, text

from deploy.embedded import programs, university
from deploy.embedded.instance import Instance
from deploy.embedded.processes import Trouble


@pytest.fixture(scope="module")
def filled(small: Instance) -> Instance:
    """An instance into which registration's part of a very small university was loaded."""
    words = programs.tirkeu("registration", "load-records", "--source", "generated", "--students", "4", "--json")
    subprocess.run(words, env=small.environment("registration"), cwd=programs.ROOT, check=True, capture_output=True)
    return small


def test_an_empty_instance_and_a_half_filled_one_are_filled(filled: Instance) -> None:
    assert not university.holds_others(filled)


def test_an_instance_with_other_peoples_records_is_left_alone(filled: Instance) -> None:
    owner = filled.surroundings.owners_address("registration")["TIRKEU_REGISTRATION_OWNER_DATABASE_URL"]
    with create_engine(owner).begin() as connection:
        connection.execute(text("UPDATE records_loads SET source = 'oulad:1'"))
    assert university.holds_others(filled)
    university.fill(filled)
    assert not (filled.var / "university").exists()


def test_an_instance_that_was_filled_is_not_filled_again(filled: Instance, monkeypatch: pytest.MonkeyPatch) -> None:
    def never(_: Instance) -> bool:
        raise Trouble("it was looked into")

    monkeypatch.setattr(university, "holds_others", never)
    (filled.var / "university").write_text("generated\n")
    university.fill(filled)
