"""What a machine can have in the way: ports, folders, root, stale files, no room."""

import errno
import os
import pwd
import shutil
import signal
import socket
import stat
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from deploy.embedded import ports, postgres, privileges, processes, secrets
from deploy.embedded.databases import administration
from deploy.embedded.environment import Surroundings
from deploy.embedded.instance import Instance, started
from deploy.embedded.postgres import Postgres
from deploy.embedded.privileges import Guise
from deploy.embedded.processes import Child, Guard, Trouble
from deploy.embedded.services import SERVICES
from shared.messaging.outages import limit
from tests.deploy.conftest import waiting_programs

root_only = pytest.mark.skipif(os.geteuid() != 0, reason="only root has this difficulty")


@pytest.fixture
def busy_port() -> Iterator[int]:
    with socket.socket() as other:
        other.bind(("", 0))
        other.listen()
        yield other.getsockname()[1]


def test_a_port_that_was_asked_for_and_is_taken_is_refused(busy_port: int) -> None:
    with pytest.raises(Trouble, match=f"Port {busy_port}.*taken"):
        ports.for_people(str(busy_port))


@pytest.mark.parametrize("asked", ["http", "0", "65536", "-1"])
def test_what_is_no_port_is_refused(asked: str) -> None:
    with pytest.raises(Trouble, match="is no port"):
        ports.for_people(asked)


def test_without_a_wish_the_next_free_port_is_taken(busy_port: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ports, "WANTED", busy_port)
    assert ports.for_people(None) > busy_port


def test_when_every_port_is_taken_that_is_said(busy_port: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ports, "WANTED", busy_port)
    monkeypatch.setattr(ports, "TRIED", 1)
    with pytest.raises(Trouble, match=r"all taken.*TIRKEU_PORT"):
        ports.for_people(None)


def test_a_port_that_only_root_may_take_is_not_called_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    def bind(*_: object) -> None:
        raise PermissionError(errno.EACCES, "Permission denied")

    monkeypatch.setattr(socket.socket, "bind", bind)
    with pytest.raises(Trouble, match=r"Port 80 .*may not be taken by this user.*1023"):
        ports.for_people("80")


def test_a_port_that_is_taken_at_the_other_address_of_localhost_counts_as_taken() -> None:
    with socket.socket(socket.AF_INET6) as other:
        try:
            other.bind(("::1", 0))
        except OSError:
            pytest.skip("this machine has no IPv6")
        other.listen()
        assert not ports.is_free(other.getsockname()[1])


def server(folder: Path, guard: Guard) -> Postgres:
    return Postgres(folder, ports.any_free(), "word", guard, postgres.HASTY)


def works(made: Postgres) -> bool:
    with administration(made.address()) as db:
        return db.execute("SELECT 1").fetchone() == (1,)


def test_a_pid_file_that_names_another_program_by_now_is_removed(tmp_path: Path, guard: Guard) -> None:
    made = server(tmp_path / "postgres", guard)
    made.start()
    made.kill()
    file = made.data / "postmaster.pid"
    file.write_text(f"{os.getpid()}\n" + "".join(file.read_text().splitlines(keepends=True)[1:]))
    made.start()
    assert works(made)
    made.stop()


@pytest.mark.parametrize("content", ["", "no number\n"])
def test_a_pid_file_that_a_full_disk_cut_off_is_removed(tmp_path: Path, guard: Guard, content: str) -> None:
    made = server(tmp_path / "postgres", guard)
    made.start()
    made.kill()
    (made.data / "postmaster.pid").write_text(content)
    made.start()
    assert works(made)
    made.stop()


def test_a_server_left_over_from_before_is_stopped_first(tmp_path: Path, guard: Guard) -> None:
    left_over, new = server(tmp_path / "postgres", guard), server(tmp_path / "postgres", guard)
    left_over.start()
    assert left_over.child
    new.start()
    assert not left_over.child.running()
    assert works(new)
    new.stop()
    left_over.stop()


def test_half_made_files_are_made_again(tmp_path: Path, guard: Guard) -> None:
    (tmp_path / "postgres" / "data.new" / "base").mkdir(parents=True)
    made = server(tmp_path / "postgres", guard)
    made.start()
    assert works(made)
    made.stop()


def test_files_that_are_no_database_are_said_to_be_so(tmp_path: Path, guard: Guard) -> None:
    (tmp_path / "postgres" / "data").mkdir(parents=True)
    with pytest.raises(Trouble, match="PostgreSQL did not start"):
        server(tmp_path / "postgres", guard).start()


def test_a_very_long_path_with_spaces_letters_and_signs_works(tmp_path: Path) -> None:
    deep = tmp_path.joinpath(*["a long folder's name, тіркеу 100% $HOME"] * 8, "var")
    assert len(os.fsencode(deep)) > 350
    with started(Instance(deep, outside={}, listed=waiting_programs)) as instance:
        assert instance.pid("postgres")


def test_a_nearly_full_disk_is_said_before_anything_is_made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    usage = shutil.disk_usage(tmp_path)
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage._replace(free=5 * 2**20))
    with pytest.raises(Trouble, match="Only 5 MB are free"):
        Instance(tmp_path / "var", outside={}, listed=waiting_programs).start()


@root_only
def test_root_runs_the_server_even_in_a_folder_that_only_root_may_enter(tmp_path: Path, guard: Guard) -> None:
    if not privileges.namespaces_work():
        pytest.skip("this system allows root no user namespaces")
    tmp_path.chmod(0o700)
    made = server(tmp_path / "postgres", guard)
    made.start()
    assert works(made)
    made.stop()
    assert made.data.stat().st_uid == os.geteuid()


@root_only
def test_without_user_namespaces_root_runs_the_server_as_nobody(guard: Guard, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(privileges, "namespaces_work", lambda: False)
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        made = server(Path(folder) / "postgres", guard)
        if not privileges.can_enter(65534, postgres.program("postgres").parent):
            pytest.skip("nobody may not enter the folder of this installation")
        made.start()
        assert works(made)
        made.stop()
        assert made.data.stat().st_uid != os.geteuid()


def test_root_of_a_system_without_nobody_is_told_what_he_can_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def unknown(name: str) -> None:
        raise KeyError(name)

    monkeypatch.setattr(os, "geteuid", lambda: 0)
    monkeypatch.setattr(privileges, "namespaces_work", lambda: False)
    monkeypatch.setattr(pwd, "getpwnam", unknown)
    with pytest.raises(Trouble, match=r"no user 'nobody'.*DATABASE_URL"):
        privileges.guise(tmp_path, tmp_path)


@root_only
def test_root_who_can_do_neither_is_told_what_he_can_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(privileges, "namespaces_work", lambda: False)
    tmp_path.chmod(0o700)
    with pytest.raises(Trouble, match=r"another user.*TIRKEU_VAR.*DATABASE_URL"):
        privileges.guise(tmp_path, postgres.program("postgres"))


def test_anyone_else_runs_the_server_as_himself(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    assert privileges.guise(tmp_path, postgres.program("postgres")) == Guise()


def test_secrets_are_made_once_and_for_their_owner_only(tmp_path: Path) -> None:
    made = secrets.of_folder(tmp_path)
    assert secrets.of_folder(tmp_path) == made
    assert stat.S_IMODE((tmp_path / "secrets.json").stat().st_mode) == 0o600
    assert len({made.postgres, made.valkey, *made.roles.values(), *made.forms.values()}) == 14


def test_data_without_their_secrets_are_not_given_new_ones(tmp_path: Path) -> None:
    (tmp_path / "postgres" / "data").mkdir(parents=True)
    with pytest.raises(Trouble, match=r"secrets.json is gone"):
        secrets.of_folder(tmp_path)


def test_secrets_that_cannot_be_read_are_not_overwritten(tmp_path: Path) -> None:
    (tmp_path / "secrets.json").write_text("{")
    with pytest.raises(Trouble, match=r"can't be read"):
        secrets.of_folder(tmp_path)
    assert (tmp_path / "secrets.json").read_text() == "{"


def test_the_guard_ends_a_child_that_does_not_listen(tmp_path: Path) -> None:
    deaf = (
        "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('deaf', flush=True); time.sleep(60)"
    )
    with subprocess.Popen([sys.executable, "-c", deaf], start_new_session=True, stdout=subprocess.PIPE) as child:
        assert child.stdout is not None
        child.stdout.readline()
        patient = "import sys; sys.path.insert(0, sys.argv[1]); import guard; guard.PATIENCE = 0.2; guard.main()"
        folder = Path(privileges.__file__).parent
        told = f"+{child.pid} {int(signal.SIGTERM)}\n".encode()
        subprocess.run([sys.executable, "-c", patient, folder], input=told, check=True, cwd=tmp_path)
        assert child.wait(5) == -signal.SIGKILL


def test_a_log_that_has_grown_long_begins_anew_also_of_a_server(
    tmp_path: Path, guard: Guard, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(processes, "LONGEST_LOG", 10)
    log = tmp_path / "log"
    log.write_text("what was said long ago")
    said = Child(("echo", "anew"), log=log, guard=guard)
    assert said.process.wait() == 0
    assert log.read_text() == "anew\n"
    assert (tmp_path / "log.1").read_text() == "what was said long ago"
    said.stop()


def test_the_limit_of_an_outage_reaches_every_relay(tmp_path: Path) -> None:
    told = Surroundings(
        var=tmp_path, origin="http://localhost", redis="redis://", database="postgresql://root@here/it",
        secrets=secrets.of_folder(tmp_path), wake_ports=dict.fromkeys(SERVICES, 1),
        outside={"TIRKEU_OUTAGE_HOURS": "2"},
    )  # fmt: skip
    assert {limit(told.of(service)) for service in SERVICES} == {timedelta(hours=2)}
