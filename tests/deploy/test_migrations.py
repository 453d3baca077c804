"""Each service's schema comes from its migrations alone, and is what its models say."""

from pathlib import Path

import pytest
from sqlalchemy import create_engine

from deploy.embedded.databases import administration, owner_of, prepare_database
from deploy.embedded.services import SERVICES
from shared import migrations
from tests.databases import Bound


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


def test_a_first_step_is_written_from_the_models_whatever_the_path(
    tirkeu_databases: Bound, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = tmp_path / "a folder with 100% of everything"
    monkeypatch.setattr(migrations, "ROOT", root)
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
