"""Advisers, classes and their last day came to copies that were here before: registration tells them again (R1.2, D10)."""

from shared.kernel_migrations import add_copies_wanted, drop_copies_wanted, want_copies

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    add_copies_wanted()
    want_copies("registration", "students", "sections", "terms")


def downgrade() -> None:
    drop_copies_wanted()
