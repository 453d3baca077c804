"""One complete Tirkeu on this machine, in a folder of its own: servers, databases, processes, one address.

Several can run beside each other. `make run`, the rehearsal and the fault tests all use this class.
"""

import contextlib
import os
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from deploy.embedded import databases, ports, programs, running, secrets, upgrading
from deploy.embedded.claim import Claim
from deploy.embedded.environment import Surroundings
from deploy.embedded.keeper import Keeper
from deploy.embedded.postgres import Postgres, enough_room
from deploy.embedded.processes import Child, Guard, Trouble
from deploy.embedded.programs import Program
from deploy.embedded.services import SERVICES
from deploy.embedded.tables import renew
from deploy.embedded.valkey import Valkey, ask

SERVERS = ("valkey", "postgres")
PATIENCE = 180.0


class Interrupted(Exception):
    """Somebody asked to stop before everything had started."""


class Instance:
    """Everything that runs for one folder."""

    def __init__(
        self,
        var: Path,
        *,
        port: str | None = None,
        outside: Mapping[str, str] = os.environ,
        listed: Callable[["Instance"], list[Program]] | None = None,
        say: Callable[[str], None] = lambda _: None,
    ) -> None:
        self.var, self.outside, self.say = var.resolve(), outside, say
        self.interrupted = threading.Event()
        self._asked_port, self._listed = port, listed
        self._keepers: dict[str, Keeper] = {}
        self._lock = threading.RLock()
        self._watch: threading.Thread | None = None
        self._closing = threading.Event()
        self.postgres: Postgres | None = None
        self.valkey: Valkey | None = None

    def start(self, fill: Callable[["Instance"], None] | None = None) -> None:
        """Bring everything up and wait until it is healthy; when that fails nothing stays behind."""
        self.var.mkdir(parents=True, exist_ok=True)
        enough_room(self.var)
        self._claim = Claim(self.var)
        running.withdraw(self.var)
        self.guard = Guard()
        try:
            self._servers()
            self._databases()
            if fill:
                fill(self)
            self._programs()
        except BaseException:
            self.stop()
            raise
        self._claim.note(self.origin)
        running.announce(self.var, self._told())
        self._watch = threading.Thread(target=self._keep_running, name="keeper", daemon=True)
        self._watch.start()

    def stop(self) -> None:
        """Stop in order: who brings work in first, the servers last."""
        self._closing.set()
        running.withdraw(self.var)
        if self._watch:
            self._watch.join()
        with self._lock:
            for kind in (*programs.ORDER, *SERVERS):
                group = [keeper for keeper in self._keepers.values() if keeper.kind == kind]
                for keeper in group:
                    keeper.ask()
                for keeper in group:
                    keeper.stop()
            self._keepers.clear()
        self.guard.close()
        self._claim.give_back()

    @property
    def origin(self) -> str:
        """The one address for people."""
        return f"http://localhost:{self.port}"

    def environment(self, service: str | None = None) -> dict[str, str]:
        """What a process of this service is told; without one, what commands over all services need."""
        return self.surroundings.of(service) if service else self.surroundings.whole()

    def names(self) -> list[str]:
        """The programs and servers that are kept running."""
        return list(self._keepers)

    def pid(self, name: str) -> int | None:
        """The process of a program, if it runs now."""
        child = self._keepers[name].child
        return child.pid if child is not None and child.running() else None

    def kill(self, name: str) -> None:
        """End a program or server hard, as a fault would; it is started again by itself."""
        child = self._keepers[name].child
        if child is not None:
            child.end()

    def flush(self) -> None:
        """Let Valkey forget everything."""
        assert self.valkey is not None
        self.valkey.flush()

    def run(self, *command: str) -> int:
        """Run a command of `tirkeu` over all services, its words on our screen; ends with this instance."""
        child = Child(programs.tirkeu(*command), log=None, guard=self.guard, environment=self.environment())
        try:
            while child.running():
                self.check()
                time.sleep(0.05)
        finally:
            child.stop()
        return child.process.returncode

    def _told(self) -> dict[str, dict[str, str]]:
        """What commands typed in another shell need, for one service or for all."""
        return {service: self.surroundings.of_owner(service) for service in SERVICES} | {"all": self.environment()}

    def _servers(self) -> None:
        """Start our own servers, save those that are named from outside, and settle every port."""
        self.secrets = secrets.of_folder(self.var)
        pg, vk, *webs = ports.some_free(2 + len(SERVICES))
        self.ports = dict(zip(SERVICES, webs, strict=True))
        self.wake_ports = dict(zip(SERVICES, ports.some_free(4, ports.UDP), strict=True))
        self.port = ports.for_people(self._asked_port)
        self.admin_url = self._database(pg)
        self.surroundings = Surroundings(
            var=self.var,
            origin=self.outside.get("TIRKEU_ORIGIN") or self.origin,
            redis=self._redis(vk),
            database=self.admin_url,
            secrets=self.secrets,
            wake_ports=self.wake_ports,
            outside=self.outside,
        )

    def _database(self, port: int) -> str | None:
        """The administrator's address of the database: ours, or the one that was given."""
        if all(f"TIRKEU_{service.upper()}_DATABASE_URL" in self.outside for service in SERVICES):
            return None
        if given := self.outside.get("DATABASE_URL"):
            return databases.address_of(given)
        self.say("Starting PostgreSQL")
        self.postgres = Postgres(self.var / "postgres", port, self.secrets.postgres, self.guard)
        self._keep(Keeper("postgres", "postgres", self.postgres.start, self.say))
        return databases.make_database(self.postgres.address(), databases.NAME)

    def _redis(self, port: int) -> str:
        """The address of the broker: ours, or the one that was given."""
        if given := self.outside.get("REDIS_URL"):
            ask(given)
            return given
        self.say("Starting Valkey")
        self.valkey = Valkey(self.var / "valkey", port, self.secrets.valkey, self.guard)
        self._keep(Keeper("valkey", "valkey", self.valkey.start, self.say))
        return self.valkey.address

    def _databases(self) -> None:
        """Roles, schemas, the newest step of every service's tables, and copies that a step made room for."""
        if self.admin_url:
            if self.postgres is None:
                databases.claim_roles(self.admin_url, self.secrets.roles, self.secrets.name)
            databases.prepare_roles(self.admin_url, self.secrets.roles)
            databases.prepare_database(self.admin_url)
        for service in SERVICES:
            self.check()
            renew(service, self.surroundings.of_owner(service))
        owners = {service: url for service in SERVICES for url in self.surroundings.owners_address(service).values()}
        upgrading.tell_again(owners, self.run, self.say)

    def _programs(self) -> None:
        """Start all processes at once and wait until each answers."""
        listed = (self._listed or everything)(self)
        self.say(f"Starting {len(listed)} processes")
        for program in listed:
            self._keep(Keeper(program.name, program.kind, program.beginning(self.var / "log", self.guard), self.say))
        deadline = time.monotonic() + PATIENCE
        for program in listed:
            self._await(program, deadline)

    def _keep(self, keeper: Keeper) -> None:
        self._keepers[keeper.name] = keeper
        keeper.start()

    def _await(self, program: Program, deadline: float) -> None:
        """Wait until a process is healthy; one that ends meanwhile has something to say."""
        keeper = self._keepers[program.name]
        while not (keeper.running() and program.answers()):
            self.check()
            assert keeper.child is not None
            if not keeper.running() or time.monotonic() > deadline:
                what = "ended" if not keeper.running() else "does not answer"
                raise Trouble(f"{program.name} {what}. Its log, {keeper.child.log}, ends:\n{keeper.child.last_words()}")
            time.sleep(0.1)

    def _keep_running(self) -> None:
        while not self._closing.wait(0.1):
            with self._lock:
                for keeper in self._keepers.values():
                    keeper.look()

    def check(self) -> None:
        """Raise Interrupted once somebody has asked to stop."""
        if self.interrupted.is_set():
            raise Interrupted


def everything(instance: Instance) -> list[Program]:
    """The processes of the four services and the front."""
    surroundings = instance.surroundings
    environments = {service: surroundings.of(service) for service in SERVICES}
    listed = programs.of_services(environments, instance.ports)
    return [*listed, programs.front(surroundings.plain(), instance.port, instance.ports)]


@contextlib.contextmanager
def started(instance: Instance, fill: Callable[[Instance], None] | None = None) -> Iterator[Instance]:
    """An instance for the length of a block."""
    instance.start(fill)
    try:
        yield instance
    finally:
        instance.stop()
