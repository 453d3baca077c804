"""the register of people made nameless, and how long the office keeps names (R1.2)."""

from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from services.registration.usecases.policies import DEFAULTS, SINCE

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "anonymisations",
        sa.Column("anonymisation_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("why", sa.String(), nullable=False),
        sa.Column("document", sa.String(), nullable=False),
        sa.Column("asked_by", sa.Uuid(), nullable=False),
        sa.Column("asked_at", MOMENT, nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("decided_by", sa.Uuid(), nullable=True),
        sa.Column("decided_at", MOMENT, nullable=True),
        sa.Column("done", postgresql.JSONB(), nullable=False),
        sa.Column("recorded_at", MOMENT, nullable=False),
        sa.Column("recorded_by", sa.Uuid(), nullable=True),
        sa.Column("on_behalf_of", sa.Uuid(), nullable=True),
        sa.CheckConstraint("status IN ('asked', 'approved', 'refused')", name=op.f("ck_anonymisations_status")),
        sa.CheckConstraint("(status = 'asked') = (decided_at IS NULL)", name=op.f("ck_anonymisations_decided")),
        sa.CheckConstraint("decided_by <> asked_by", name=op.f("ck_anonymisations_by_two")),
        *(
            sa.ForeignKeyConstraint([column], ["people.person_id"], name=op.f(f"fk_anonymisations_{column}_people"))
            for column in ("person_id", "asked_by", "decided_by")
        ),
        sa.PrimaryKeyConstraint("anonymisation_id", name=op.f("pk_anonymisations")),
    )
    op.create_index(op.f("ix_anonymisations_person_id"), "anonymisations", ["person_id"])
    lay_down_the_new_policy()


def lay_down_the_new_policy() -> None:
    names = ("policy_id", "key", "scope", "version", "valid_from", "value", "rule", "why", "recorded_at")
    table = sa.table("policies", *(sa.column(name, postgresql.JSONB() if name == "value" else None) for name in names))
    for one in DEFAULTS:
        if one.key == "retention":
            row = (one.policy_id, one.key, "", 1, SINCE, one.value, one.rule, "", datetime.now(UTC))
            new = postgresql.insert(table).values(dict(zip(names, row, strict=True)))
            op.execute(new.on_conflict_do_nothing())


def downgrade() -> None:
    policies = sa.table("policies", sa.column("key"))
    op.execute(sa.delete(policies).where(policies.c.key == "retention"))
    op.drop_table("anonymisations")
