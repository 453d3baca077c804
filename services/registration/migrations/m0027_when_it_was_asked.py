"""when an application was made: the arrival of one that goes on from a course not held is older (R8.3, D6)."""

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("applications", sa.Column("asked_at", sa.DateTime(timezone=True), nullable=True))
    op.execute("UPDATE applications SET asked_at = received_at")
    op.alter_column("applications", "asked_at", nullable=False)


def downgrade() -> None:
    op.drop_column("applications", "asked_at")
