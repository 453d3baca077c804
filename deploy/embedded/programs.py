"""The processes that make up an instance: a web, worker and relay process for each service, and the front."""

import json
import sys
import urllib.error
import urllib.request
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from deploy.embedded.ports import HOST
from deploy.embedded.processes import Child, Guard
from deploy.embedded.services import SERVICES

ORDER = ("front", "web", "worker", "relay")
"""The order in which they stop: who brings work in first, who carries it on last."""
ROOT = Path(__file__).parents[2]


@dataclass(frozen=True)
class Program:
    """One process, how it is started and when it is ready."""

    name: str
    kind: str
    command: tuple[str, ...]
    environment: Mapping[str, str] = field(repr=False)
    ready: str | None = None

    def answers(self) -> bool:
        """Whether it says that it is ready; one without an address of its own only has to run."""
        return self.ready is None or answers(self.ready)

    def beginning(self, logs: Path, guard: Guard) -> Callable[[], Child]:
        """What starts it, its words going to a log of its name."""

        def begin() -> Child:
            log = logs / f"{self.name}.log"
            logs.mkdir(exist_ok=True)
            return Child(self.command, log=log, guard=guard, environment=self.environment, folder=ROOT)

        return begin


def answers(address: str) -> bool:
    """Whether an address answers 200."""
    try:
        with urllib.request.urlopen(address, timeout=5) as answer:
            return bool(answer.status == 200)
    except (urllib.error.URLError, OSError):
        return False


def tirkeu(*words: str) -> tuple[str, ...]:
    """The `tirkeu` command of this very installation."""
    return (sys.executable, "-m", "deploy.cli", *words)


def of_services(environments: Mapping[str, Mapping[str, str]], ports: Mapping[str, int]) -> list[Program]:
    """Web, worker and relay of each service."""
    made = []
    for service in SERVICES:
        ready = f"http://{HOST}:{ports[service]}/{service}/health/ready"
        web = tirkeu(service, "web", "--port", str(ports[service]))
        made += [
            Program(f"{service}.web", "web", web, environments[service], ready),
            Program(f"{service}.worker", "worker", tirkeu(service, "worker"), environments[service]),
            Program(f"{service}.relay", "relay", tirkeu(service, "relay"), environments[service]),
        ]
    return made


def front(environment: Mapping[str, str], port: int, webs: Mapping[str, int]) -> Program:
    """The one address for people."""
    command = (sys.executable, "-m", "deploy.embedded.front", str(port))
    behind = {"TIRKEU_FRONT": json.dumps({service: f"http://{HOST}:{webs[service]}" for service in SERVICES})}
    return Program("front", "front", command, {**environment, **behind}, f"http://{HOST}:{port}/front/ready")
