"""Each service's schema comes from its migrations alone, and is what its models say."""

import hashlib
import re
from pathlib import Path

import pytest
from sqlalchemy import create_engine

from deploy.embedded.databases import administration, owner_of, prepare_database
from deploy.embedded.services import SERVICES
from shared import migrations, steps
from tests.databases import Bound

RELEASED = Path(__file__).parent / "released_steps.txt"
"""The digest of each step as it was released; `python -m tests.deploy.write_steps` adds those of new ones."""
COPIES = {
    "registration": "debt_copies|tariff_copies|arrears_copies|gpa_copies|receipt_hold_copies|receipt_copies",
    "grading": "people|students|courses|terms|sections",
    "billing": "people|students|courses|terms|seats",
    "notifications": "people",
}
BEFORE_IT_WAS_SAID = {"registration": 23, "grading": 12, "billing": 17, "notifications": 4}
"""The last step of each service for which a later one says that copies are wanted."""


@pytest.mark.parametrize("service", SERVICES)
def test_the_migrated_schema_is_what_the_models_say(worker_databases: Bound, service: str) -> None:
    assert migrations.differences(service, worker_databases.url(owner_of(service))) == []


@pytest.mark.parametrize("service", SERVICES)
def test_migrating_again_changes_nothing_and_is_known_as_current(tirkeu_databases: Bound, service: str) -> None:
    migrations.upgrade(service, tirkeu_databases.url(owner_of(service)))
    with create_engine(tirkeu_databases.url(service)).connect() as connection:
        assert migrations.is_current(service, connection)


@pytest.mark.parametrize("service", SERVICES)
def test_steps_are_numbered_without_gap(service: str) -> None:
    numbers = [step.name[1:5] for step in migrations.steps(service)]
    assert numbers == [f"{number:04d}" for number in range(1, len(numbers) + 1)]


def test_a_released_step_is_as_it_was_released() -> None:
    known = dict(line.split() for line in RELEASED.read_text("utf-8").splitlines())
    assert known == digests(), (
        "a released migration is never edited, renamed or deleted: write a new one"
        " (a new one is entered by python -m tests.deploy.write_steps)"
    )


@pytest.mark.parametrize("service", SERVICES)
def test_a_step_that_makes_room_in_copies_has_them_told_again(service: str) -> None:
    for step in migrations.steps(service)[BEFORE_IT_WAS_SAID[service] :]:
        written = step.read_text("utf-8")
        if re.search(rf'add_column\(\s*"({COPIES[service]})"', written):
            assert "want_copies(" in written, step.name


def digests() -> dict[str, str]:
    """Service, step and what is written there, whatever the ends of lines are."""
    return {
        f"{service}/{step.name}": hashlib.sha256(step.read_bytes().replace(b"\r\n", b"\n")).hexdigest()
        for service in SERVICES
        for step in migrations.steps(service)
    }


def test_a_first_step_is_written_from_the_models_whatever_the_path(
    tirkeu_databases: Bound, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = tmp_path / "a folder with 100% of everything"
    monkeypatch.setattr(steps, "ROOT", root)
    (root / "services" / "registration").mkdir(parents=True)
    clean = tirkeu_databases.url(owner_of("registration"))
    administrator = tirkeu_databases.server.of(tirkeu_databases.database)
    with administration(administrator) as db:
        db.execute("DROP SCHEMA registration CASCADE")
    prepare_database(administrator)
    written = migrations.revision("registration", clean, "first tables")
    assert written.name == "m0001_first_tables.py"
    assert "create_table" in written.read_text("utf-8")
    migrations.upgrade("registration", clean)
    assert migrations.differences("registration", clean) == []
