"""the faculty, the specialty and the group under which students of other universities stand (R8.8)."""

from datetime import UTC, datetime
from uuid import NAMESPACE_URL, uuid5

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

TITLE = {
    "kk": "Басқа университеттердің студенттері", "ru": "Студенты других университетов",
    "en": "Students of other universities",
}  # fmt: skip
FACULTY, SPECIALTY, GROUP = (
    uuid5(NAMESPACE_URL, f"tirkeu:external:{name}") for name in ("faculty", "specialty", "group")
)


def upgrade() -> None:
    faculties = sa.table("faculties", sa.column("faculty_id"), sa.column("code"), sa.column("title", JSONB()))
    op.bulk_insert(faculties, [{"faculty_id": FACULTY, "code": "external", "title": TITLE}])
    names = ("specialty_id", "code", "faculty_id")
    specialties = sa.table("specialties", *(sa.column(name) for name in names), sa.column("title", JSONB()))
    row = {"specialty_id": SPECIALTY, "code": "external", "faculty_id": FACULTY, "title": TITLE}
    op.bulk_insert(specialties, [row])
    names = ("group_id", "code", "specialty_id", "entry_year", "year_of_study", "language")
    groups = sa.table("groups", *(sa.column(name) for name in names))
    values = (GROUP, "external", SPECIALTY, datetime.now(UTC).year, 1, "kk")
    op.bulk_insert(groups, [dict(zip(names, values, strict=True))])


def downgrade() -> None:
    op.execute("DELETE FROM groups WHERE code = 'external'")
    op.execute("DELETE FROM specialties WHERE code = 'external'")
    op.execute("DELETE FROM faculties WHERE code = 'external'")
