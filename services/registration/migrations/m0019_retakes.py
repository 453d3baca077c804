"""policies of retakes in a general registration period, and the final date for removing a debt (R9.1, R9.3)."""

from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from services.registration.usecases.policies import DEFAULTS, SINCE

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

SHIPPED = ("retake_dates", "retake_limits", "retake_minimum", "debt_final_date")


def upgrade() -> None:
    names = ("policy_id", "key", "scope", "version", "valid_from", "value", "rule", "why", "recorded_at")
    table = sa.table("policies", *(sa.column(name, postgresql.JSONB() if name == "value" else None) for name in names))
    for default in DEFAULTS:
        if default.key in SHIPPED:
            row = (
                default.policy_id, default.key, "", 1, SINCE, default.value, default.rule, "", datetime.now(UTC),
            )  # fmt: skip
            new = postgresql.insert(table).values(dict(zip(names, row, strict=True)))
            op.execute(new.on_conflict_do_nothing())


def downgrade() -> None:
    policies = sa.table("policies", sa.column("key"))
    op.execute(sa.delete(policies).where(policies.c.key.in_(SHIPPED)))
