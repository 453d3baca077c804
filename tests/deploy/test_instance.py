"""An instance starts, recovers, goes on and stops; what is in the way is said plainly."""

import contextlib
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.exc import OperationalError

from deploy.embedded.databases import address_as, administration, make_database
from deploy.embedded.instance import Instance, Interrupted, started
from deploy.embedded.processes import Trouble
from deploy.embedded.programs import ORDER, Program
from deploy.embedded.services import SERVICES
from tests.deploy.conftest import waiting_programs

ALONE = """
import sys, time
from pathlib import Path
from deploy.embedded.instance import Instance
from tests.deploy.conftest import waiting_programs
instance = Instance(Path(sys.argv[1]), outside={}, listed=waiting_programs)
instance.start()
print(*[instance.pid(name) for name in instance.names()], flush=True)
time.sleep(600)
"""


def eventually(true: Callable[[], object], seconds: float = 30) -> bool:
    """Whether it comes true in time; real processes take real time."""
    deadline = time.monotonic() + seconds
    while not true():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.02)
    return True


def alive(pid: int) -> bool:
    """Whether a process is there and no zombie."""
    with contextlib.suppress(OSError):
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    return False


def all_wait(var: Path) -> bool:
    """Whether all waiting programs have come so far that they hear signals."""
    return all(eventually((var / "log" / f"{kind}.log").read_text) for kind in ORDER)


def make_table(instance: Instance) -> None:
    owner = instance.surroundings.owners_address("billing")["TIRKEU_BILLING_OWNER_DATABASE_URL"]
    with create_engine(owner).begin() as connection:
        connection.execute(text("CREATE TABLE IF NOT EXISTS kept (number int)"))


def want_copies(instance: Instance) -> None:
    """As a step of billing's tables does where what registration tells came to have more."""
    owner = instance.surroundings.owners_address("billing")["TIRKEU_BILLING_OWNER_DATABASE_URL"]
    with create_engine(owner).begin() as connection:
        connection.execute(text("INSERT INTO copies_wanted (sender) VALUES ('registration')"))


def count_rows(instance: Instance) -> int:
    address = instance.environment("billing")["TIRKEU_BILLING_DATABASE_URL"]
    with create_engine(address).connect() as connection:
        return int(connection.execute(text("SELECT count(*) FROM kept")).scalar_one())


def test_programs_stop_in_the_order_that_loses_nothing(tmp_path: Path) -> None:
    with started(Instance(tmp_path / "var", outside={}, listed=waiting_programs)) as instance:
        names = instance.names()
        assert all_wait(instance.var)
    assert names == ["postgres", "valkey", "front", "web", "worker", "relay"]
    assert (tmp_path / "var" / "farewell").read_text().split() == ["front", "web", "worker", "relay"]


def test_a_second_start_goes_on_where_the_first_stopped_and_lets_copies_be_told_that_are_wanted(tmp_path: Path) -> None:
    said: list[str] = []
    for first in (True, False):
        with started(Instance(tmp_path / "var", outside={}, listed=waiting_programs, say=said.append)) as instance:
            if first:
                make_table(instance)
                want_copies(instance)
            assert count_rows(instance) == 0
    assert sum("tells the others again" in line for line in said) == 1


def test_a_second_supervisor_of_the_same_folder_is_told_who_has_it(small: Instance) -> None:
    second = Instance(small.var, outside={}, listed=waiting_programs)
    with pytest.raises(Trouble, match=rf"process {os.getpid()}, {small.origin}.*TIRKEU_VAR"):
        second.start()
    assert small.pid("front")


def test_a_program_that_dies_is_started_again(small: Instance) -> None:
    before = small.pid("worker")
    small.kill("worker")
    assert eventually(lambda: small.pid("worker") not in (None, before))


def test_a_database_stopped_hard_recovers_at_the_same_address(small: Instance) -> None:
    make_table(small)
    small.kill("postgres")

    def works() -> bool:
        with contextlib.suppress(OperationalError):
            return count_rows(small) == 0
        return False

    assert eventually(works)


def test_valkey_can_be_flushed_and_killed(small: Instance) -> None:
    before = small.pid("valkey")
    small.flush()
    small.kill("valkey")
    assert eventually(lambda: small.pid("valkey") not in (None, before))
    small.flush()


def test_nothing_outlives_a_supervisor_that_was_killed_and_its_folder_can_be_used_at_once(tmp_path: Path) -> None:
    var = tmp_path / "var"
    with subprocess.Popen([sys.executable, "-c", ALONE, var], stdout=subprocess.PIPE, text=True) as alone:
        assert alone.stdout is not None
        children = [int(word) for word in alone.stdout.readline().split()]
        assert len(children) == 6
        assert all(map(alive, children))
        alone.kill()
    with started(Instance(var, outside={}, listed=waiting_programs)) as instance:
        assert instance.pid("postgres") not in children
        assert eventually(lambda: not any(map(alive, children)))


def test_a_failed_start_leaves_nothing_behind(tmp_path: Path) -> None:
    begun: list[int | None] = []

    def fails(instance: Instance) -> None:
        begun.extend(instance.pid(name) for name in instance.names())
        raise Trouble("no data today")

    instance = Instance(tmp_path / "var", outside={}, listed=waiting_programs)
    with pytest.raises(Trouble, match="no data today"):
        instance.start(fails)
    assert len(begun) == 2
    assert not any(alive(pid) for pid in begun if pid)
    with started(Instance(tmp_path / "var", outside={}, listed=waiting_programs)):
        pass


def test_a_program_that_ends_at_once_is_named_with_its_last_words(tmp_path: Path) -> None:
    def broken(_: Instance) -> list[Program]:
        command = (sys.executable, "-c", "raise SystemExit('the reason why')")
        return [Program("billing.web", "web", command, os.environ, "http://127.0.0.1:9/nobody")]

    with pytest.raises(Trouble, match=r"billing.web ended(.|\n)*the reason why"):
        Instance(tmp_path / "var", outside={}, listed=broken).start()


def test_a_start_can_be_interrupted(tmp_path: Path) -> None:
    instance = Instance(tmp_path / "var", outside={}, listed=waiting_programs)
    instance.interrupted.set()
    with pytest.raises(Interrupted):
        instance.start()
    assert instance.names() == []


def test_servers_that_the_environment_names_are_used_instead_of_our_own(small: Instance, tmp_path: Path) -> None:
    assert small.admin_url
    assert small.valkey
    theirs = {"DATABASE_URL": small.admin_url.replace("+psycopg", ""), "REDIS_URL": small.valkey.address}
    (tmp_path / "other").mkdir()
    shutil.copy(small.var / "secrets.json", tmp_path / "other")
    with started(Instance(tmp_path / "other", outside=theirs, listed=waiting_programs)) as other:
        assert not {"postgres", "valkey"} & set(other.names())
        assert other.environment("billing")["REDIS_URL"] == small.valkey.address
        make_table(other)
        assert count_rows(other) == 0


def test_a_second_folder_does_not_take_the_roles_of_the_first_one_on_the_same_server(
    small: Instance, tmp_path: Path
) -> None:
    assert small.admin_url
    make_table(small)
    for _ in range(2):
        with pytest.raises(Trouble, match=r"role registration that is not of this folder.*another Tirkeu"):
            Instance(tmp_path / "second", outside={"DATABASE_URL": small.admin_url}, listed=waiting_programs).start()
    assert count_rows(small) == 0, "its passwords still open its database"


def test_what_a_given_server_refuses_is_said(small: Instance, tmp_path: Path) -> None:
    assert small.admin_url
    with administration(small.admin_url) as db:
        db.execute("CREATE ROLE nobodys LOGIN PASSWORD 'word'")
        db.execute("GRANT CONNECT ON DATABASE tirkeu TO nobodys")
        db.execute("COMMENT ON ROLE registration IS 'of somebody else'")
    try:
        theirs = address_as(small.admin_url, "nobodys", "word")
        (tmp_path / "var").mkdir()
        shutil.copy(small.var / "secrets.json", tmp_path / "var")
        with pytest.raises(Trouble, match=r"role registration that is not of this folder"):
            Instance(tmp_path / "var", outside={"DATABASE_URL": theirs}, listed=waiting_programs).start()
        with administration(small.admin_url) as db:
            db.execute("COMMENT ON ROLE registration IS NULL")
        with pytest.raises(Trouble, match=r"may not do what is needed(.|\n)*CREATEROLE"):
            Instance(tmp_path / "var", outside={"DATABASE_URL": theirs}, listed=waiting_programs).start()
    finally:
        with administration(small.admin_url) as db:
            db.execute("DROP OWNED BY nobodys")
            db.execute("DROP ROLE nobodys")


def test_tables_that_somebody_else_was_to_bring_up_to_date_and_has_not_are_named(
    small: Instance, tmp_path: Path
) -> None:
    told = {
        name: value
        for service in SERVICES
        for name, value in small.environment(service).items()
        if name.endswith("_DATABASE_URL")
    }
    make_database(small.admin_url or "", "empty")
    told["TIRKEU_GRADING_DATABASE_URL"] = told["TIRKEU_GRADING_DATABASE_URL"].replace("/tirkeu", "/empty")
    with pytest.raises(Trouble, match=r"grading are not at their newest step.*TIRKEU_GRADING_OWNER_DATABASE_URL"):
        Instance(tmp_path / "var", outside=told, listed=waiting_programs).start()


def test_no_service_is_told_what_is_anothers(small: Instance) -> None:
    for service in SERVICES:
        told = small.environment(service)
        others = {f"TIRKEU_{other.upper()}_DATABASE_URL" for other in SERVICES if other != service}
        assert not others & set(told)
        assert not any("OWNER" in name for name in told)
        assert ("TIRKEU_TOKEN_PRIVATE_KEY" in told) == (service == "registration")
        assert ("TIRKEU_SEAL_PRIVATE_KEY" in told) == (service in ("grading", "registration"))
        assert '"d"' not in told["TIRKEU_TOKEN_PUBLIC_KEY"] + told["TIRKEU_SEAL_PUBLIC_KEY"]


def test_ctrl_c_reaches_only_the_supervisor(small: Instance) -> None:
    for name in small.names():
        pid = small.pid(name)
        assert pid is not None
        assert os.getsid(pid) == pid
