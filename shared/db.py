"""One service's database: an engine, short transactions, and the types its columns speak."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from decimal import Decimal
from functools import partial
from typing import Any, cast
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Connection,
    DateTime,
    Engine,
    MetaData,
    Numeric,
    Table,
    Uuid,
    any_,
    create_engine,
    event,
    insert,
    literal,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.exc import DisconnectionError
from sqlalchemy.orm import DeclarativeBase, Session, sessionmaker
from sqlalchemy.pool import ConnectionPoolEntry

from shared.bell import wake
from shared.money import Money, MoneyType

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}

TYPES: dict[Any, Any] = {
    Money: MoneyType,
    datetime: DateTime(timezone=True),
    Decimal: Numeric,
    UUID: Uuid,
    dict[str, Any]: JSONB,
    dict[str, str]: JSONB,
    list[Any]: JSONB,
}


TIMEOUTS = "-c statement_timeout=30000 -c lock_timeout=10000 -c idle_in_transaction_session_timeout=60000"
"""Milliseconds: threads know no time limit, so the server keeps it."""


REST = 1.0
"""Seconds after which an unused connection may have died unseen: the server was restarted, say."""


def new_metadata() -> MetaData:
    """Metadata whose constraints have names that a migration can speak of."""
    return MetaData(naming_convention=NAMING)


def one_of(column: ColumnElement[Any], values: Collection[Any]) -> ColumnElement[bool]:
    """``column IN values`` as one array: the same statement, prepared once, however many values there are."""
    return column == any_(literal(list(values), ARRAY(column.type)))


def add_all(session: Session, model: type[DeclarativeBase], rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert many rows by one statement; by its class SQLAlchemy would make one for each pattern of NULLs."""
    if rows:
        session.execute(insert(cast("Table", model.__table__)), rows)


def _ask_after_a_rest(engine: Engine) -> None:
    """A connection that lay unused is asked whether it still stands; one just used is not, as that costs a round trip.

    SQLAlchemy's ``pool_pre_ping`` asks before every transaction, which is a third of what a small one costs.
    """

    def rests(_: Any, record: ConnectionPoolEntry) -> None:
        record.info["used_at"] = time.monotonic()

    def wakes(connection: Any, record: ConnectionPoolEntry, _: Any) -> None:
        if time.monotonic() - record.info.get("used_at", time.monotonic()) < REST:
            return
        try:
            engine.dialect.do_ping(connection)
        except engine.dialect.loaded_dbapi.Error as error:
            raise DisconnectionError from error

    event.listen(engine, "checkin", rests)
    event.listen(engine, "checkout", wakes)


class Database:
    """The one way in which a service reaches its tables. Nothing connects before the first use."""

    def __init__(self, service: str) -> None:
        self.service = service
        self.say_published: Callable[[], None] = partial(wake, service)
        """What follows a commit that published: the relay is woken; a worker sends at once instead."""
        self._engine: Engine | None = None
        self._sessions: sessionmaker[Session] | None = None

    def bind(self, url: str, **options: Any) -> None:
        """Use this server from now on (tests; otherwise the environment names it)."""
        if self._engine is not None:
            self._engine.dispose()
        self._engine = create_engine(
            url,
            pool_size=8,
            max_overflow=8,
            connect_args={
                "prepare_threshold": 1,
                "connect_timeout": 5,
                "options": TIMEOUTS,
            },
            **options,
        )
        _ask_after_a_rest(self._engine)
        self._sessions = sessionmaker(self._engine, info={"service": self.service})

    @property
    def engine(self) -> Engine:
        if self._engine is None:
            self.bind(os.environ[f"TIRKEU_{self.service.upper()}_DATABASE_URL"])
        assert self._engine is not None
        return self._engine

    def session(self) -> Session:
        """A bare session; whoever opens it, closes it."""
        _ = self.engine
        assert self._sessions is not None
        return self._sessions()

    @contextmanager
    def transaction(self) -> Iterator[Session]:
        """One transaction: all of it is committed, or nothing; after it its messages are sent on their way."""
        with self.session() as session:
            with session.begin():
                yield session
            if session.info.pop("published", False):
                self.say_published()

    @contextmanager
    def lone_statement(self) -> Iterator[Connection]:
        """A connection for one statement, a transaction by itself: two round trips less than one with a frame."""
        with self.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            yield connection

    @contextmanager
    def read(self) -> Iterator[Session]:
        """A session for looking only; PostgreSQL itself refuses a write in it."""
        with self.session() as session:
            session.connection(execution_options={"postgresql_readonly": True})
            yield session
