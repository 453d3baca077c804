"""of which faculty a student is: what an auditor may be bounded by (R1.2)."""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("students", sa.Column("faculty_id", sa.Uuid(), nullable=True))
    # What registration tells again (`tirkeu registration republish`) has the version that is here: it must count as newer.
    op.execute("UPDATE students SET version_no = version_no - 1")


def downgrade() -> None:
    op.execute("UPDATE students SET version_no = version_no + 1")
    op.drop_column("students", "faculty_id")
