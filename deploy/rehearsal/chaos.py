"""`make demo CHAOS=1`: the running instance is broken at seeded moments, always with messages under way."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, TypeVar

from sqlalchemy.exc import DBAPIError

from deploy.embedded.instance import Instance
from deploy.embedded.processes import Child
from deploy.embedded.programs import tirkeu
from deploy.embedded.services import SERVICES
from deploy.office_time import OfficeTime
from deploy.rehearsal.habits import number
from deploy.rehearsal.people import Door

T = TypeVar("T")
ONE_IN = 20
"""How many waits for quiet there are to one strike, on average."""
PATIENCE = 90.0


@dataclass(slots=True)
class Chaos:
    """What strikes, and when: drawn from the seed and the number of the wait that it strikes."""

    instance: Instance
    seed: int
    began: float = field(default_factory=time.monotonic)
    waits: int = 0
    struck: list[dict[str, Any]] = field(default_factory=list)
    _second: Child | None = None

    def maybe(self) -> dict[str, Any] | None:
        """Strike now, if this moment was drawn; returns the note of it."""
        self.waits += 1
        lot = number(self.seed, "chaos", str(self.waits))
        if lot % ONE_IN:
            return None
        kinds = (self._flush, self._worker, self._postgres, self._relay, self._valkey, self._web, self._relay_twice)
        service = SERVICES[lot // ONE_IN % len(SERVICES)]
        what = kinds[len(self.struck) % len(kinds)](service)
        note = {"what": what, "at": round(time.monotonic() - self.began, 1), "quiet_after": None}
        self.struck.append(note)
        return note

    def end(self) -> None:
        """Take the second relay away, if one runs."""
        if self._second is not None:
            self._second.stop()
            self._second = None

    def _flush(self, _service: str) -> str:
        self.instance.flush()
        return "valkey flushed"

    def _worker(self, service: str) -> str:
        return self._kill(f"{service}.worker")

    def _relay(self, service: str) -> str:
        return self._kill(f"{service}.relay")

    def _web(self, service: str) -> str:
        return self._kill(f"{service}.web")

    def _postgres(self, _service: str) -> str:
        return self._kill("postgres")

    def _valkey(self, _service: str) -> str:
        return self._kill("valkey")

    def _kill(self, name: str) -> str:
        self.instance.kill(name)
        return f"{name} killed"

    def _relay_twice(self, service: str) -> str:
        """A second relay of a service beside the first, from now on."""
        self.end()
        environment = self.instance.environment(service)
        environment.pop(f"TIRKEU_{service.upper()}_WAKE_PORT", None)
        log = self.instance.var / "log" / f"{service}.relay.second.log"
        self._second = Child(tirkeu(service, "relay"), log=log, guard=self.instance.guard, environment=environment)
        return f"{service}.relay twice"


class PatientTime(OfficeTime):
    """The office's clocks, moved by somebody who waits for a database that is away, and lets chaos strike."""

    chaos: Chaos | None = None
    door: Door | None = None

    def set(self, moment: Any) -> None:
        self.stir()
        _insist(lambda: super(PatientTime, self).set(moment))

    def stir(self) -> None:
        """There may be something to wait for."""
        if self.door is not None:
            self.door.stirred = True

    def next_due(self) -> Any:
        return _insist(super().next_due)

    def wait_until_quiet(self) -> None:
        """Wait, unless nobody has done anything since it was quiet."""
        if self.door is not None and not self.door.stirred:
            return
        note = self.chaos.maybe() if self.chaos else None
        began = time.monotonic()
        _insist(super().wait_until_quiet)
        if self.door is not None:
            self.door.stirred = False
        if note is not None:
            note["quiet_after"] = round(time.monotonic() - began, 2)


def _insist(ask: Callable[[], T]) -> T:
    deadline = time.monotonic() + PATIENCE
    while True:
        try:
            return ask()
        except DBAPIError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.1)
