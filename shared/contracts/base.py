"""The ground of a contract: a message is a frozen dataclass with a name, a version, a sender or a hearer.

A command is obeyed by one service; an event is told by one and heard by those listed. A local message stays in its
service (deadlines, what cases must be told). A new field with a default keeps the version; anything else is a new class
whose name ends in V2, handled beside the old one until that is gone.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import ClassVar, Literal, TypeVar
from uuid import UUID

Kind = Literal["command", "event", "local"]
M = TypeVar("M", bound="type[Message]")

REGISTRY: dict[tuple[str, int], type[Message]] = {}
"""Every contract by (name, version)."""


@dataclass(frozen=True, slots=True)
class Message:
    """What is said. ``name`` is ``<service>.<words>``: the service that obeys a command, or that tells an event.

    The five names below are the contract's own; a field can't bear them.
    """

    name: ClassVar[str] = ""
    version: ClassVar[int] = 1
    kind: ClassVar[Kind] = "local"
    owner: ClassVar[str] = ""
    hearers: ClassVar[tuple[str, ...]] = ()


def command(obeyed_by: str) -> Callable[[M], M]:
    """A command, obeyed by one service."""
    return _contract("command", obeyed_by, (obeyed_by,))


def event(told_by: str, *, heard_by: tuple[str, ...]) -> Callable[[M], M]:
    """An event, told by one service; one outbox row for each hearer."""
    return _contract("event", told_by, heard_by)


def local(service: str) -> Callable[[M], M]:
    """A message of a service to itself."""
    return _contract("local", service, (service,))


def task_name(contract: type[Message], hearer: str) -> str:
    """The Celery task by which a message arrives, derived and never typed.

    ``billing.issue_invoice`` for a command; ``registration.on_invoice_paid`` for an event.
    """
    suffix = "" if contract.version == 1 else f"_v{contract.version}"
    if contract.kind == "event":
        return f"{hearer}.on_{contract.name.partition('.')[2]}{suffix}"
    return f"{contract.name}{suffix}"


def case_of(message: Message) -> UUID | None:
    """The case that a message belongs to, if it names one."""
    case: UUID | None = getattr(message, "case_id", None)
    return case


def _contract(kind: Kind, owner: str, hearers: tuple[str, ...]) -> Callable[[M], M]:
    def register(cls: M) -> M:
        stem, version = _name_and_version(cls.__name__)
        cls.name, cls.version, cls.kind, cls.owner, cls.hearers = f"{owner}.{stem}", version, kind, owner, hearers
        key = (cls.name, cls.version)
        if REGISTRY.get(key, cls).__qualname__ != cls.__qualname__:
            raise ValueError(f"two contracts named {key}")
        REGISTRY[key] = cls
        return cls

    return register


def _name_and_version(class_name: str) -> tuple[str, int]:
    found = re.fullmatch(r"(.+?)(?:V(\d+))?", class_name)
    assert found
    stem = re.sub(r"(?<!^)(?=[A-Z])", "_", found.group(1)).lower()
    return stem, int(found.group(2) or 1)
