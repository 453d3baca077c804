"""A change asked for twice happens once: the key and the first answer are rows of the same transaction."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from flask import request
from sqlalchemy import Column, DateTime, Integer, Table, Text, Uuid, bindparam, delete, select, tuple_, update
from sqlalchemy.dialects.postgresql import JSONB, insert
from sqlalchemy.orm import Session
from werkzeug.exceptions import UnprocessableEntity

from shared.clock import now
from shared.identity.actor import acting
from shared.kernel import metadata

NOBODY = UUID(int=0)
LONGEST = 100

idempotency_keys = Table(
    "idempotency_keys",
    metadata,
    Column("person_id", Uuid, primary_key=True),
    Column("endpoint", Text, primary_key=True),
    Column("key", Text, primary_key=True),
    Column("body_hash", Text, nullable=False),
    Column("status", Integer, nullable=True),
    Column("answer", JSONB(none_as_null=True), nullable=True),
    Column("made_at", DateTime(timezone=True), nullable=False, index=True),
)
_MINE = tuple_(idempotency_keys.c.person_id, idempotency_keys.c.endpoint, idempotency_keys.c.key)

Answer = tuple[int, Any]


class BadKey(UnprocessableEntity):
    """The key of a request can't be used (422)."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.data = {"messages": {"Idempotency-Key": [message]}}


@dataclass(frozen=True, slots=True)
class Key:
    """Whose key, for which operation; the hash tells whether it comes with the same request again."""

    person_id: UUID
    endpoint: str
    key: str
    body_hash: str

    @property
    def name(self) -> tuple[UUID, str, str]:
        """What is asked for once."""
        return self.person_id, self.endpoint, self.key


def key_of_request() -> Key | None:
    """The key that this request bears, if any; one that is none is refused (422)."""
    key = request.headers.get("Idempotency-Key")
    if key is None:
        return None
    if not (0 < len(key) <= LONGEST and key.isascii() and key.isprintable() and " " not in key):
        raise BadKey("Not a key of 1 to 100 printable signs.")
    actor = acting.get()
    return Key(actor.person_id if actor else NOBODY, str(request.endpoint), key, _digest())


def answered_once(session: Session, act: Callable[[], Answer]) -> Answer:
    """Do it, or find the answer of the first time again; a key used for another request is refused (422).

    A refused act leaves no row: with the same key it may be tried again once the reasons are gone.
    """
    key = key_of_request()
    if key is None:
        return act()
    known = claim(session, [key]).get(key.name)
    if isinstance(known, BadKey):
        raise known
    if known is not None:
        return known
    answer = act()
    keep(session, {key: answer})
    return answer


def claim(session: Session, keys: Sequence[Key]) -> dict[tuple[UUID, str, str], Answer | BadKey]:
    """Take these keys, waiting for a transaction that has just taken one; what those that are used up answer."""
    mine = {key.name: key for key in keys}
    moment = now(session).real
    rows = [
        {"person_id": key.person_id, "endpoint": key.endpoint, "key": key.key} | {"body_hash": key.body_hash}
        | {"made_at": moment}
        for _, key in sorted(mine.items())
    ]  # fmt: skip
    c = idempotency_keys.c
    taken = insert(idempotency_keys).on_conflict_do_nothing().returning(c.person_id, c.endpoint, c.key)
    used = mine.keys() - {(*row,) for row in session.execute(taken, rows)} if rows else set()
    if not used:
        return {}
    known = session.execute(select(idempotency_keys).where(_MINE.in_(used))).all()
    return {name: _said(row, mine[name]) for row in known if (name := (row.person_id, row.endpoint, row.key)) in mine}


def keep(session: Session, answers: Mapping[Key, Answer]) -> None:
    """These acts are done: their answers stay with their keys."""
    if not answers:
        return
    c = idempotency_keys.c
    is_it = c.person_id == bindparam("p"), c.endpoint == bindparam("e"), c.key == bindparam("k")
    session.connection().execute(
        update(idempotency_keys).where(*is_it).values(status=bindparam("s"), answer=bindparam("a")),
        [
            {"p": key.person_id, "e": key.endpoint, "k": key.key, "s": status, "a": body}
            for key, (status, body) in answers.items()
        ],
    )


def give_up(session: Session, keys: Collection[Key]) -> None:
    """These acts were refused while others of the same transaction are done: their keys are free again."""
    if keys:
        session.execute(delete(idempotency_keys).where(_MINE.in_([key.name for key in keys])))


def _said(row: Any, key: Key) -> Answer | BadKey:
    same = row.body_hash == key.body_hash
    return (row.status, row.answer) if same else BadKey("This key was used for another request.")


def _digest() -> str:
    behalf = getattr(acting.get(), "on_behalf_of", None)
    said = f"{request.full_path}\n{behalf.person_id if behalf else ''}\n".encode()
    digest = hashlib.sha256(said + request.get_data(cache=True))
    # A multipart body has been read by now: its parts speak for it.
    for name, value in request.form.items(multi=True):
        digest.update(f"{name}={value}\n".encode())
    for name, file in request.files.items(multi=True):
        digest.update(f"{name}={file.filename}\n".encode() + file.stream.read())
        file.stream.seek(0)
    return digest.hexdigest()
