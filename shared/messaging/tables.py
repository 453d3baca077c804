"""The tables of messaging, in every service's schema."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    DateTime,
    Identity,
    Index,
    Integer,
    SmallInteger,
    Table,
    Text,
    Uuid,
    false,
)
from sqlalchemy.dialects.postgresql import JSONB

from shared.kernel import metadata

# These rows live for a moment: room for their updates on the page, and a vacuum that comes early.
_SHORT_LIVED = {
    "fillfactor": 70,
    "autovacuum_vacuum_scale_factor": 0.02,
    "autovacuum_vacuum_cost_delay": 0,
}

outbox = Table(
    "outbox",
    metadata,
    Column("id", BigInteger, Identity(always=True), primary_key=True),
    Column("mid", Uuid, nullable=False, unique=True),
    Column("hearer", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("version", SmallInteger, nullable=False),
    Column("body", JSONB, nullable=False),
    Column("case_id", Uuid),
    Column("causation", Uuid),
    Column("correlation", Text, nullable=False),
    Column("made_at", DateTime(timezone=True), nullable=False),
    Column("office_at", DateTime(timezone=True), nullable=False),
    Column("sendings", SmallInteger, nullable=False, server_default="0"),
    Column("next_try_at", DateTime(timezone=True), nullable=False),
    comment="What waits to be sent, or to be acknowledged by its hearer; a row goes when it is.",
)
Index("ix_outbox_unsent", outbox.c.hearer, outbox.c.id, postgresql_where=outbox.c.sendings == 0)
Index("ix_outbox_unacknowledged", outbox.c.next_try_at, postgresql_where=outbox.c.sendings > 0)

inbox = Table(
    "inbox",
    metadata,
    Column("mid", Uuid, primary_key=True),
    Column("name", Text, nullable=False),
    Column("received_at", DateTime(timezone=True), nullable=False, index=True),
    comment="Ids of the messages whose effect is in; the second copy of one changes nothing.",
)

message_tries = Table(
    "message_tries",
    metadata,
    Column("mid", Uuid, primary_key=True),
    Column("tries", Integer, nullable=False),
    Column("tried_at", DateTime(timezone=True), nullable=False, index=True),
    comment="How often a message was begun and did not end well.",
)

parked = Table(
    "parked",
    metadata,
    Column("mid", Uuid, primary_key=True),
    Column("name", Text, nullable=False),
    Column("envelope", JSONB, nullable=False),
    Column("error", Text, nullable=False),
    Column("traceback", Text, nullable=False),
    Column("parked_at", DateTime(timezone=True), nullable=False),
    Column("settled_at", DateTime(timezone=True)),
    Column("settled_how", Text),
    comment="Messages that this service could not digest: a person replays or discards them, with a reason.",
)

deadlines = Table(
    "deadlines",
    metadata,
    Column("key", Text, primary_key=True),
    Column("due_at", DateTime(timezone=True), nullable=False, index=True),
    Column("name", Text, nullable=False),
    Column("version", SmallInteger, nullable=False),
    Column("body", JSONB, nullable=False),
    Column("case_id", Uuid),
    Column("correlation", Text, nullable=False),
    Column("kind", Text, nullable=False, server_default=""),
    Column("takes_away", Boolean, nullable=False, server_default=false()),
    Column("held_by", Uuid),
    comment="Messages of this service to itself that leave when the office clock reaches them.",
)
Index("ix_deadlines_held", deadlines.c.held_by, postgresql_where=deadlines.c.held_by.is_not(None))

heartbeats = Table(
    "heartbeats",
    metadata,
    Column("id", SmallInteger, primary_key=True, autoincrement=False),
    Column("beat_at", DateTime(timezone=True), nullable=False),
    Column("office_at", DateTime(timezone=True), nullable=False),
    Column("told", JSONB, nullable=False),
    Column("told_no", Integer, nullable=False, server_default="0"),
    comment="When a relay of this service was last alive, on both clocks; and what it told that it holds.",
)

outages = Table(
    "outages",
    metadata,
    Column("outage_id", Uuid, primary_key=True),
    Column("from_at", DateTime(timezone=True), nullable=False),
    Column("to_at", DateTime(timezone=True), nullable=False, index=True),
    Column("real_from_at", DateTime(timezone=True)),
    Column("noted_at", DateTime(timezone=True), nullable=False),
    comment="Times in which nothing could act, on the office's clock; declared ones name no real time.",
)

message_counts = Table(
    "message_counts",
    metadata,
    Column("what", Text, primary_key=True),
    Column("number", BigInteger, nullable=False),
    comment="First sendings, repeated ones, and copies that were seen before: counted for the operations page.",
)

copies_wanted = Table(
    "copies_wanted",
    metadata,
    Column("sender", Text, primary_key=True),
    comment="Who has to tell again what this service keeps of it: a step of its tables made room for more.",
)

for _table in (outbox, message_tries, deadlines):
    _table.dialect_options["postgresql"]["with"] = _SHORT_LIVED
