"""An invoice whose student left: a share went back, the rest stays (R8.7)."""

from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

STATUSES = ("open", "paid", "overdue", "cancelled")


def upgrade() -> None:
    _allow((*STATUSES, "withdrawn"), "status IN ('open', 'paid', 'withdrawn') OR held = 0")


def downgrade() -> None:
    op.execute("UPDATE invoices SET status = 'paid' WHERE status = 'withdrawn'")
    _allow(STATUSES, "status IN ('open', 'paid') OR held = 0")


def _allow(statuses: tuple[str, ...], holds: str) -> None:
    for name, check in (("status", f"status IN {statuses}"), ("void_holds_nothing", holds)):
        op.drop_constraint(op.f(f"ck_invoices_{name}"), "invoices")
        op.create_check_constraint(op.f(f"ck_invoices_{name}"), "invoices", check)
