"""in which hours results are entered: by the clock, or those of the office on working days (R5.1)."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("policies", sa.Column("sheet_clock", sa.String(), nullable=False, server_default="clock"))
    op.add_column("policies", sa.Column("work_from", sa.Integer(), nullable=False, server_default="9"))
    op.add_column("policies", sa.Column("work_until", sa.Integer(), nullable=False, server_default="18"))
    op.create_check_constraint(op.f("ck_policies_sheet_clock"), "policies", "sheet_clock IN ('clock', 'working')")
    hours = "work_from >= 0 AND work_from < work_until AND work_until < 24"
    op.create_check_constraint(op.f("ck_policies_work_hours"), "policies", hours)


def downgrade() -> None:
    for name in ("sheet_clock", "work_from", "work_until"):
        op.drop_column("policies", name)
