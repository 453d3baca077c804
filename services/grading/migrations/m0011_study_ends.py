"""lines that an order of expulsion closed, so that a revoking order finds them again (R11.4)."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "study_ends",
        sa.Column("row_id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("resumed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["row_id"], ["sheet_rows.row_id"], name=op.f("fk_study_ends_row_id_sheet_rows")),
        sa.PrimaryKeyConstraint("row_id", "case_id", name=op.f("pk_study_ends")),
    )


def downgrade() -> None:
    op.drop_table("study_ends")
