"""the courses that each student has passed, as they are told to registration (R9.4)."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "passed_courses",
        sa.Column("student_id", sa.Uuid(), nullable=False),
        sa.Column("version_no", sa.Integer(), nullable=False),
        sa.Column("course_ids", postgresql.ARRAY(sa.Uuid()), nullable=False),
        sa.PrimaryKeyConstraint("student_id", name=op.f("pk_passed_courses")),
    )


def downgrade() -> None:
    op.drop_table("passed_courses")
