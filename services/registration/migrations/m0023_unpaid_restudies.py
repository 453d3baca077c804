"""re-studies that were not paid by the final date are kept: a second ground waits for the first one's end (R9.3, R11.1)."""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "unpaid_restudies",
        sa.Column("debt_id", sa.Uuid(), nullable=False),
        sa.Column("student_id", sa.Uuid(), nullable=False),
        sa.Column("final_on", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("debt_id", name=op.f("pk_unpaid_restudies")),
    )
    op.create_index(op.f("ix_unpaid_restudies_student_id"), "unpaid_restudies", ["student_id"])


def downgrade() -> None:
    op.drop_table("unpaid_restudies")
