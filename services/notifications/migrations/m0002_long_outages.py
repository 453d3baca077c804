"""Long outages, and the deadlines that they hold (R13.1)."""

from shared.kernel_migrations import add_outages, drop_outages

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    add_outages()


def downgrade() -> None:
    drop_outages()
