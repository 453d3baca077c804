"""A day off carries a version, so that billing and grading keep the newest word on it (R2.1)."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("holidays", sa.Column("version_no", sa.Integer(), nullable=False, server_default="1"))
    op.alter_column("holidays", "version_no", server_default=None)


def downgrade() -> None:
    op.drop_column("holidays", "version_no")
