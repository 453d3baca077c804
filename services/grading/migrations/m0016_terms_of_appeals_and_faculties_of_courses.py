"""by when an appeal is to be decided (R5.5), and whose faculty's a course is: a dean names equivalents of his own (D12)."""

import sqlalchemy as sa
from alembic import op

from shared.kernel_migrations import want_copies

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("act_policies", sa.Column("appeal_decided_days", sa.Integer(), nullable=False, server_default="3"))
    op.add_column("appeals", sa.Column("decide_by", sa.DateTime(timezone=True), nullable=True))
    op.add_column("courses", sa.Column("faculty_id", sa.Uuid(), nullable=True))
    want_copies("registration", "courses")


def downgrade() -> None:
    op.drop_column("courses", "faculty_id")
    op.drop_column("appeals", "decide_by")
    op.drop_column("act_policies", "appeal_decided_days")
