"""A line of the queue may be a refund that a bank sent back without its number (D22)."""

from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

ACTS = "'assign', 'return', 'class', 'reverse', 'choice', 'by_due_date', 'register', 'not_a_lump'"


def upgrade() -> None:
    op.drop_constraint(op.f("ck_line_acts_act"), "line_acts", type_="check")
    op.create_check_constraint(op.f("ck_line_acts_act"), "line_acts", f"act IN ({ACTS}, 'sent_back')")


def downgrade() -> None:
    op.drop_constraint(op.f("ck_line_acts_act"), "line_acts", type_="check")
    op.create_check_constraint(op.f("ck_line_acts_act"), "line_acts", f"act IN ({ACTS})")
