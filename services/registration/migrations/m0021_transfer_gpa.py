"""the transfer GPA, as the council sets it each year (R7.1)."""

from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from services.registration.usecases.policies import DEFAULTS, SINCE

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    names = ("policy_id", "key", "scope", "version", "valid_from", "value", "rule", "why", "recorded_at")
    table = sa.table("policies", *(sa.column(name, postgresql.JSONB() if name == "value" else None) for name in names))
    for one in DEFAULTS:
        if one.key == "transfer_gpa":
            row = (one.policy_id, one.key, "", 1, SINCE, one.value, one.rule, "", datetime.now(UTC))
            new = postgresql.insert(table).values(dict(zip(names, row, strict=True)))
            op.execute(new.on_conflict_do_nothing())


def downgrade() -> None:
    policies = sa.table("policies", sa.column("key"))
    op.execute(sa.delete(policies).where(policies.c.key == "transfer_gpa"))
