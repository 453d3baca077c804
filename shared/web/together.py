"""Acts that many people ask for in the same seconds: those who come while one transaction runs share the next one.

A transaction has a fixed price (its round trips, its commit, the task that carries its messages); in the opening minute
of a registration it is paid once for all who wait, not once for each.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextvars import Context
from dataclasses import dataclass
from datetime import UTC, datetime
from threading import Condition
from typing import Generic, TypeVar

from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from shared.db import Database
from shared.errors import Refused
from shared.identity.actor import acting, delegated_by
from shared.identity.asking import Asking
from shared.logging import correlation_id
from shared.web.idempotency import Answer, Key, claim, give_up, keep, key_of_request

T = TypeVar("T")
MOST = 50
"""Requests in one transaction."""

Act = Callable[[Session, "Sequence[Wanted[T]]"], "Sequence[Answer | Refused]"]


@dataclass(frozen=True, slots=True)
class Wanted(Generic[T]):
    """What one request asks for, and who asks."""

    what: T
    asking: Asking


@dataclass(eq=False, slots=True)
class _Entry(Generic[T]):
    wanted: Wanted[T]
    key: Key | None
    outcome: Answer | Exception | None = None


class Together(Generic[T]):
    """Does an act for all who ask at the same time, in the order in which they came, one transaction after the other.

    One who asks while nobody is served is served at once, alone. ``act`` answers or refuses each; if it fails, each is
    done again in a transaction of his own, so nobody suffers for another's request.
    """

    def __init__(self, db: Database, act: Act[T]) -> None:
        self._db = db
        self._act = act
        self._gate = Condition()
        self._waiting: list[_Entry[T]] = []
        self._led = False

    def ask(self, what: T) -> Answer:
        """The answer to this request, once its transaction is committed. Raises Refused, and what ``act`` raises."""
        asking = Asking(acting.get(), delegated_by.get(), str(correlation_id()), datetime.now(UTC))
        entry = _Entry(Wanted(what, asking), key_of_request())
        with self._gate:
            self._waiting.append(entry)
        while group := self._turn(entry):
            try:
                # Nobody's own context: what is recorded in it is never the one's who happens to lead.
                Context().run(self._lead, group)
            finally:
                self._served()
        assert entry.outcome is not None
        if isinstance(entry.outcome, Exception):
            raise entry.outcome
        return entry.outcome

    def _turn(self, entry: _Entry[T]) -> list[_Entry[T]]:
        """Wait until it is done (nothing to do), or nobody is served: then these are to be served by the caller."""
        with self._gate:
            self._gate.wait_for(lambda: entry.outcome is not None or not self._led)
            if entry.outcome is not None:
                return []
            self._led = True
            return self._next()

    def _next(self) -> list[_Entry[T]]:
        """The first who wait; of two with one key the second waits for the answer of the first."""
        found: dict[object, _Entry[T]] = {}
        for entry in self._waiting:
            found.setdefault(entry.key.name if entry.key else id(entry), entry)
        return list(found.values())[:MOST]

    def _served(self) -> None:
        with self._gate:
            self._led = False
            self._waiting = [entry for entry in self._waiting if entry.outcome is None]
            self._gate.notify_all()

    def _lead(self, group: Sequence[_Entry[T]]) -> None:
        try:
            answers = self._in_one_transaction(group)
        except Exception as error:
            if len(group) > 1 and not isinstance(error, OperationalError):
                for entry in group:
                    self._lead([entry])
                return
            answers = [error] * len(group)
        for entry, answer in zip(group, answers, strict=True):
            entry.outcome = answer

    def _in_one_transaction(self, group: Sequence[_Entry[T]]) -> Sequence[Answer | Exception]:
        with self._db.transaction() as session:
            used = claim(session, [entry.key for entry in group if entry.key])
            new = [entry for entry in group if entry.key is None or entry.key.name not in used]
            said = dict(zip(new, self._act(session, [entry.wanted for entry in new]), strict=True)) if new else {}
            keyed = {entry.key: answer for entry, answer in said.items() if entry.key}
            keep(session, {key: answer for key, answer in keyed.items() if not isinstance(answer, Refused)})
            give_up(session, [key for key, answer in keyed.items() if isinstance(answer, Refused)])
            return [
                said[entry] if entry.key is None or entry.key.name not in used else used[entry.key.name]
                for entry in group
            ]
