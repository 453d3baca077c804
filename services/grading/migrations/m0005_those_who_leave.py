"""Cases whose students left their section (R8.7)."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "leavers",
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("section_id", sa.Uuid(), nullable=False),
        sa.Column("student_id", sa.Uuid(), nullable=False),
        sa.Column("left_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("mark", sa.String(), nullable=False),
        sa.Column("why", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("case_id", name=op.f("pk_leavers")),
    )
    op.create_index(op.f("ix_leavers_section_id"), "leavers", ["section_id"])


def downgrade() -> None:
    op.drop_index(op.f("ix_leavers_section_id"), "leavers")
    op.drop_table("leavers")
