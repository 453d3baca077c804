"""When a student came to a list (R8.6)."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("sheet_rows", sa.Column("added_at", sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    op.drop_column("sheet_rows", "added_at")
