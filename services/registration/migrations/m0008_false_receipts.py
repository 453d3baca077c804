"""whom a false receipt of a payment holds, as billing tells it (R8.4, R3.8)."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "receipt_hold_copies",
        sa.Column("student_id", sa.Uuid(), nullable=False),
        sa.Column("version_no", sa.Integer(), nullable=False),
        sa.Column("numbers", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("student_id", name=op.f("pk_receipt_hold_copies")),
    )
