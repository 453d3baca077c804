"""Steps of the kernel's own tables, which each service takes in a migration of its own; what a step says of copies."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

MOMENT = sa.DateTime(timezone=True)


def add_outages() -> None:
    """Heartbeats, the outages that they show, and what a deadline must bear to be held by one (R13.1)."""
    op.add_column("deadlines", sa.Column("kind", sa.Text(), nullable=False, server_default=""))
    op.add_column("deadlines", sa.Column("takes_away", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.add_column("deadlines", sa.Column("held_by", sa.Uuid()))
    op.create_index("ix_deadlines_held", "deadlines", ["held_by"], postgresql_where=sa.text("held_by IS NOT NULL"))
    op.create_table(
        "heartbeats",
        sa.Column("id", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("beat_at", MOMENT, nullable=False),
        sa.Column("office_at", MOMENT, nullable=False),
        sa.Column("told", JSONB(), nullable=False),
        sa.Column("told_no", sa.Integer(), nullable=False, server_default="0"),
        sa.PrimaryKeyConstraint("id", name="pk_heartbeats"),
        comment="When a relay of this service was last alive, on both clocks; and what it told that it holds.",
    )
    op.create_table(
        "outages",
        sa.Column("outage_id", sa.Uuid(), nullable=False),
        sa.Column("from_at", MOMENT, nullable=False),
        sa.Column("to_at", MOMENT, nullable=False),
        sa.Column("real_from_at", MOMENT),
        sa.Column("noted_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("outage_id", name="pk_outages"),
        comment="Times in which nothing could act, on the office's clock; declared ones name no real time.",
    )
    op.create_index("ix_outages_to_at", "outages", ["to_at"])


def drop_outages() -> None:
    """As it was before."""
    op.drop_table("outages")
    op.drop_table("heartbeats")
    op.drop_index("ix_deadlines_held", "deadlines")
    for column in ("held_by", "takes_away", "kind"):
        op.drop_column("deadlines", column)


def add_copies_wanted() -> None:
    """Where a step notes which services have to tell again what this one keeps of them."""
    op.create_table(
        "copies_wanted",
        sa.Column("sender", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("sender", name="pk_copies_wanted"),
        comment="Who has to tell again what this service keeps of it: a step of its tables made room for more.",
    )


def drop_copies_wanted() -> None:
    """As it was before."""
    op.drop_table("copies_wanted")


def want_copies(sender: str, *copies: str) -> None:
    """Columns or tables of copies are new: their sender has to tell them again (`tirkeu <sender> republish`).

    What is told again has the version that is here already, so the rows that are here count as older from now on.
    Where nothing has been told yet nothing has to be told again.
    """
    for table in copies:
        op.execute(
            sa.text(
                f"INSERT INTO copies_wanted (sender) SELECT :sender WHERE EXISTS (SELECT FROM {table})"
                " ON CONFLICT DO NOTHING"
            ).bindparams(sender=sender)
        )
        op.execute(f"UPDATE {table} SET version_no = version_no - 1")
