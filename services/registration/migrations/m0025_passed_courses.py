"""which courses students have passed, as grading tells; whether they may be repeated for a better grade (R9.4)."""

from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from services.registration.usecases.policies import DEFAULTS, SINCE

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None

SHIPPED = ("repeats_allowed",)


def upgrade() -> None:
    op.create_table(
        "passed_copies",
        sa.Column("student_id", sa.Uuid(), nullable=False),
        sa.Column("version_no", sa.Integer(), nullable=False),
        sa.Column("course_ids", postgresql.ARRAY(sa.Uuid()), nullable=False),
        sa.PrimaryKeyConstraint("student_id", name=op.f("pk_passed_copies")),
    )
    names = ("policy_id", "key", "scope", "version", "valid_from", "value", "rule", "why", "recorded_at")
    table = sa.table("policies", *(sa.column(name, postgresql.JSONB() if name == "value" else None) for name in names))
    for one in (row for row in DEFAULTS if row.key in SHIPPED):
        row = (one.policy_id, one.key, "", 1, SINCE, one.value, one.rule, "", datetime.now(UTC))
        op.execute(postgresql.insert(table).values(dict(zip(names, row, strict=True))).on_conflict_do_nothing())


def downgrade() -> None:
    policies = sa.table("policies", sa.column("key"))
    op.execute(sa.delete(policies).where(policies.c.key.in_(SHIPPED)))
    op.drop_table("passed_copies")
