"""Who set a row of a policy, why, and when it was recorded; rows that ship have nobody."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("policies", sa.Column("why", sa.String()))
    op.add_column("policies", sa.Column("set_by", sa.Uuid()))
    op.add_column("policies", sa.Column("recorded_at", sa.DateTime(timezone=True)))


def downgrade() -> None:
    for name in ("recorded_at", "set_by", "why"):
        op.drop_column("policies", name)
