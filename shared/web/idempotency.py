"""A change asked for twice happens once: the key and the first answer are rows of the same transaction."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from typing import Any
from uuid import UUID

from flask import request
from marshmallow import ValidationError
from sqlalchemy import Column, DateTime, Integer, Table, Text, Uuid, select, update
from sqlalchemy.dialects.postgresql import JSONB, insert
from sqlalchemy.orm import Session
from webargs.flaskparser import abort

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

Answer = tuple[int, Any]


def answered_once(session: Session, act: Callable[[], Answer]) -> Answer:
    """Do it, or find the answer of the first time again; a key used for another request is refused (422).

    A refused act leaves no row: with the same key it may be tried again once the reasons are gone.
    """
    key = request.headers.get("Idempotency-Key")
    if key is None:
        return act()
    if not (0 < len(key) <= LONGEST and key.isascii() and key.isprintable() and " " not in key):
        _refuse("Not a key of 1 to 100 printable signs.")
    row = _claim(session, key)
    if row is not None:
        return row
    status, body = act()
    session.execute(update(idempotency_keys).where(*_is(key)).values(status=status, answer=body))
    return status, body


def _claim(session: Session, key: str) -> Answer | None:
    """Take the key, waiting for a transaction that has just taken it; what it has answered, if it is used up."""
    digest = _digest()
    person_id, endpoint = _caller()
    taken = session.execute(
        insert(idempotency_keys)
        .values(person_id=person_id, endpoint=endpoint, key=key, body_hash=digest, made_at=now(session).real)
        .on_conflict_do_nothing()
        .returning(idempotency_keys.c.key)
    ).scalar()
    if taken is not None:
        return None
    known = session.execute(select(idempotency_keys).where(*_is(key))).one()
    if known.body_hash != digest:
        _refuse("This key was used for another request.")
    return known.status, known.answer


def _is(key: str) -> tuple[Any, ...]:
    person_id, endpoint = _caller()
    c = idempotency_keys.c
    return c.person_id == person_id, c.endpoint == endpoint, c.key == key


def _caller() -> tuple[UUID, str]:
    actor = acting.get()
    return (actor.person_id if actor else NOBODY), str(request.endpoint)


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


def _refuse(message: str) -> None:
    messages = {"Idempotency-Key": [message]}
    abort(422, messages=messages, exc=ValidationError(messages))
