"""Whom nobody writes to any more came to copies that were here before: registration tells people again (D14)."""

from shared.kernel_migrations import add_copies_wanted, drop_copies_wanted, want_copies

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    add_copies_wanted()
    want_copies("registration", "people")


def downgrade() -> None:
    drop_copies_wanted()
