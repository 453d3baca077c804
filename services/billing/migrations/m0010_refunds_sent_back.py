"""refunds that a bank sends back become advances again (D22)."""

from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

STATES = "'open', 'first_signed', 'released', 'paid_out', 'sent_back', 'withdrawn'"


def upgrade() -> None:
    name = op.f("ck_refund_requests_status")
    op.drop_constraint(name, "refund_requests", type_="check")
    op.create_check_constraint(name, "refund_requests", f"status IN ({STATES})")
