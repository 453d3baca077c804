"""The office's days off as a copy; it begins with the days with which the office's table begins (R2.1)."""

import sqlalchemy as sa
from alembic import op

from shared.workdays import shipped

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    made = op.create_table(
        "days_off",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("version_no", sa.Integer(), nullable=False),
        sa.Column("works", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("day", name=op.f("pk_days_off")),
    )
    op.bulk_insert(made, [{"day": day, "version_no": 0, "works": works} for day, works in shipped().items()])


def downgrade() -> None:
    op.drop_table("days_off")
