"""Results that can still change, or have changed; equivalents of courses no longer offered (R5.3, D8, D12)."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "pending_copies",
        sa.Column("pending_id", sa.Uuid(), nullable=False),
        sa.Column("version_no", sa.Integer(), nullable=False),
        sa.Column("student_id", sa.Uuid(), nullable=False),
        sa.Column("course_id", sa.Uuid(), nullable=False),
        sa.Column("term_id", sa.Uuid(), nullable=False),
        sa.Column("why", sa.String(), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("pending_id", name=op.f("pk_pending_copies")),
    )
    op.create_index(op.f("ix_pending_copies_student_id"), "pending_copies", ["student_id"])
    op.create_table(
        "equivalent_copies",
        sa.Column("act_id", sa.Uuid(), nullable=False),
        sa.Column("version_no", sa.Integer(), nullable=False),
        sa.Column("course_id", sa.Uuid(), nullable=False),
        sa.Column("equivalent_id", sa.Uuid(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("act_id", name=op.f("pk_equivalent_copies")),
    )
    op.create_index(op.f("ix_equivalent_copies_course_id"), "equivalent_copies", ["course_id"])
    op.create_table(
        "corrected_results",
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("mark", sa.String(), nullable=False),
        sa.Column("percent", sa.Integer(), nullable=True),
        sa.Column("outcome", sa.String(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("corrected_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("case_id", name=op.f("pk_corrected_results")),
    )
    op.add_column("debt_copies", sa.Column("closed_because", sa.String(), nullable=True))


def downgrade() -> None:
    op.drop_column("debt_copies", "closed_because")
    for table in ("corrected_results", "equivalent_copies", "pending_copies"):
        op.drop_table(table)
