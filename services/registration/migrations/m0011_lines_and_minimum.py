"""what becomes of a course under its minimum, who applied provisionally, who waits to change his section (D6, D8, D20)."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("applications", sa.Column("provisional", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.alter_column("applications", "provisional", server_default=None)
    op.add_column("applications", sa.Column("choose_until", sa.DateTime(timezone=True), nullable=True))
    op.add_column("applications", sa.Column("choice", sa.String(), nullable=True))
    op.add_column("applications", sa.Column("chosen_section_id", sa.Uuid(), nullable=True))
    op.add_column("applications", sa.Column("chosen_offer", sa.String(), nullable=True))
    op.add_column("applications", sa.Column("instead_of", sa.Uuid(), nullable=True))
    op.create_check_constraint(
        op.f("ck_applications_choice"), "applications", "choice IN ('moved', 'advance', 'refund')"
    )
    op.drop_constraint(op.f("ck_applications_debt"), "applications", type_="check")
    op.create_check_constraint(
        op.f("ck_applications_debt"), "applications", "purpose <> 'debt' OR debt_id IS NOT NULL OR provisional"
    )
    op.create_table(
        "section_swaps",
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("section_id", sa.Uuid(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["case_id"], ["applications.case_id"], name=op.f("fk_section_swaps_case_id_applications")
        ),
        sa.ForeignKeyConstraint(
            ["section_id"], ["sections.section_id"], name=op.f("fk_section_swaps_section_id_sections")
        ),
        sa.PrimaryKeyConstraint("case_id", name=op.f("pk_section_swaps")),
    )
    op.create_index(op.f("ix_section_swaps_section_id"), "section_swaps", ["section_id"])
