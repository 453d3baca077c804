"""Faculties of students and confirmed seats came to copies that were here before: told again (R1.2, R14.2)."""

from shared.kernel_migrations import add_copies_wanted, drop_copies_wanted, want_copies

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    add_copies_wanted()
    want_copies("registration", "students")


def downgrade() -> None:
    drop_copies_wanted()
