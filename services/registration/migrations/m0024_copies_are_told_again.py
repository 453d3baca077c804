"""Why a debt is gone came to copies that were here before: grading tells its debts again (D8)."""

from shared.kernel_migrations import add_copies_wanted, drop_copies_wanted, want_copies

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None


def upgrade() -> None:
    add_copies_wanted()
    want_copies("grading", "debt_copies")


def downgrade() -> None:
    drop_copies_wanted()
