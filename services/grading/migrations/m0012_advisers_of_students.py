"""the adviser of a student's group: he sees results, debts and absences of his students (R1.2)."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("students", sa.Column("adviser_id", sa.Uuid(), nullable=True))


def downgrade() -> None:
    op.drop_column("students", "adviser_id")
