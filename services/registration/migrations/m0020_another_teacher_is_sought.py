"""another teacher is sought for some days before a course is cancelled (D7)."""

from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from services.registration.usecases.policies import DEFAULTS, SINCE

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "teacher_searches",
        sa.Column("search_id", sa.Uuid(), nullable=False),
        sa.Column("section_id", sa.Uuid(), nullable=False),
        sa.Column("teacher_id", sa.Uuid(), nullable=True),
        sa.Column("why", sa.String(), nullable=False),
        sa.Column("reported_at", MOMENT, nullable=False),
        sa.Column("until", MOMENT, nullable=False),
        sa.Column("outcome", sa.String(), nullable=True),
        sa.Column("named_id", sa.Uuid(), nullable=True),
        sa.Column("ended_at", MOMENT, nullable=True),
        *recorded(),
        sa.CheckConstraint("outcome IN ('named', 'cancelled')", name=op.f("ck_teacher_searches_outcome")),
        sa.CheckConstraint("(outcome IS NULL) = (ended_at IS NULL)", name=op.f("ck_teacher_searches_ended")),
        *(
            sa.ForeignKeyConstraint([column], [target], name=op.f(f"fk_teacher_searches_{column}_{target.split('.')[0]}"))
            for column, target in (
                ("section_id", "sections.section_id"), ("teacher_id", "people.person_id"),
                ("named_id", "people.person_id"),
            )
        ),
        sa.PrimaryKeyConstraint("search_id", name=op.f("pk_teacher_searches")),
    )  # fmt: skip
    op.create_index(op.f("ix_teacher_searches_section_id"), "teacher_searches", ["section_id"])
    op.create_index(
        "uq_teacher_searches_live", "teacher_searches", ["section_id"], unique=True,
        postgresql_where=sa.text("outcome IS NULL"),
    )  # fmt: skip
    lay_down_the_new_policy()


def recorded() -> tuple[sa.Column[object], ...]:
    return (
        sa.Column("recorded_at", MOMENT, nullable=False),
        sa.Column("recorded_by", sa.Uuid(), nullable=True),
        sa.Column("on_behalf_of", sa.Uuid(), nullable=True),
    )


def lay_down_the_new_policy() -> None:
    names = ("policy_id", "key", "scope", "version", "valid_from", "value", "rule", "why", "recorded_at")
    table = sa.table("policies", *(sa.column(name, postgresql.JSONB() if name == "value" else None) for name in names))
    for one in DEFAULTS:
        if one.key == "teacher_search":
            row = (one.policy_id, one.key, "", 1, SINCE, one.value, one.rule, "", datetime.now(UTC))
            new = postgresql.insert(table).values(dict(zip(names, row, strict=True)))
            op.execute(new.on_conflict_do_nothing())


def downgrade() -> None:
    policies = sa.table("policies", sa.column("key"))
    op.execute(sa.delete(policies).where(policies.c.key == "teacher_search"))
    op.drop_table("teacher_searches")
