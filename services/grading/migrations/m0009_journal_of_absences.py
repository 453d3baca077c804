"""the journal: classes by date, absences, excuses, how students stand; policies of absence (R11.2d, R11.3, D10)."""

from dataclasses import asdict
from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

from services.grading.domain.absences import SHIPPED

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

KEPT_FOR_EVER = ("absence_policies", "class_acts", "absence_entries", "absence_excuses")
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.add_column("sections", sa.Column("meetings", JSONB(), server_default="[]", nullable=False))
    op.add_column("terms", sa.Column("classes_end_on", sa.Date(), nullable=True))
    op.alter_column("scans", "section_id", nullable=True)
    policies()
    classes()
    absences()
    standings()
    for table in KEPT_FOR_EVER:
        op.execute(
            f"CREATE TRIGGER kept_for_ever BEFORE UPDATE OR DELETE ON {table}"
            " FOR EACH ROW EXECUTE FUNCTION refuse_change()"
        )


def policies() -> None:
    table = op.create_table(
        "absence_policies",
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("season", sa.String(), nullable=True),
        sa.Column("levels", JSONB(), nullable=False),
        sa.Column("limit", sa.Integer(), nullable=False),
        sa.Column("effect", sa.String(), nullable=False),
        sa.Column("away_days", sa.Integer(), nullable=False),
        sa.Column("holiday_days", sa.Integer(), nullable=False),
        sa.Column("class_weeks", sa.Integer(), nullable=False),
        sa.Column("decided_by", sa.Uuid(), nullable=True),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("recorded_at", MOMENT, nullable=False),
        sa.CheckConstraint('"limit" BETWEEN 1 AND 100', name=op.f("ck_absence_policies_limit")),
        sa.CheckConstraint("effect IN ('ground', 'bars')", name=op.f("ck_absence_policies_effect")),
        sa.PrimaryKeyConstraint("version", name=op.f("pk_absence_policies")),
    )
    more = {"reason": "R11.2d, D10", "recorded_at": datetime.now(UTC)}
    rows = [{**asdict(one), "levels": list(one.levels), "effect": str(one.effect), **more} for one in SHIPPED]
    op.bulk_insert(table, rows)


def classes() -> None:
    op.create_table(
        "journal_classes",
        sa.Column("class_id", sa.Uuid(), nullable=False),
        sa.Column("section_id", sa.Uuid(), nullable=False),
        sa.Column("starts_at", MOMENT, nullable=False),
        sa.Column("ends_at", MOMENT, nullable=False),
        sa.Column("room", sa.String(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("planned_as", sa.String(), nullable=True),
        sa.Column("moved", sa.Boolean(), server_default="false", nullable=False),
        sa.CheckConstraint("status IN ('planned', 'taken', 'not_held')", name=op.f("ck_journal_classes_status")),
        sa.CheckConstraint("ends_at > starts_at", name=op.f("ck_journal_classes_hours")),
        sa.PrimaryKeyConstraint("class_id", name=op.f("pk_journal_classes")),
        sa.UniqueConstraint("section_id", "planned_as", name=op.f("uq_journal_classes_section_id_planned_as")),
    )
    op.create_index("ix_journal_classes_section_id_starts_at", "journal_classes", ["section_id", "starts_at"])
    op.create_table(
        "class_acts",
        sa.Column("number", sa.Integer(), sa.Identity(always=False), nullable=False),
        sa.Column("class_id", sa.Uuid(), nullable=False),
        sa.Column("section_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("from_at", MOMENT, nullable=True),
        sa.Column("to_at", MOMENT, nullable=True),
        sa.Column("why", sa.String(), nullable=False),
        *done(),
        sa.CheckConstraint(
            "kind IN ('taken', 'moved', 'not_held', 'held_after_all', 'added')", name=op.f("ck_class_acts_kind")
        ),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_class_acts")),
    )
    op.create_index(op.f("ix_class_acts_class_id"), "class_acts", ["class_id"])
    op.create_index(op.f("ix_class_acts_section_id"), "class_acts", ["section_id"])


def done() -> tuple[sa.Column[object], ...]:
    return (
        sa.Column("done_by", sa.Uuid(), nullable=False),
        sa.Column("done_name", sa.String(), nullable=False),
        sa.Column("done_at", MOMENT, nullable=False),
        sa.Column("recorded_at", MOMENT, nullable=False),
    )


def absences() -> None:
    op.create_table(
        "absence_entries",
        sa.Column("number", sa.Integer(), sa.Identity(always=False), nullable=False),
        sa.Column("class_id", sa.Uuid(), nullable=False),
        sa.Column("student_id", sa.Uuid(), nullable=False),
        sa.Column("absent", sa.Boolean(), nullable=False),
        sa.Column("why", sa.String(), nullable=False),
        sa.Column("entered_by", sa.Uuid(), nullable=False),
        sa.Column("entered_name", sa.String(), nullable=False),
        sa.Column("on_behalf_of", sa.Uuid(), nullable=True),
        sa.Column("entered_at", MOMENT, nullable=False),
        sa.Column("recorded_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(
            ["class_id"], ["journal_classes.class_id"], name=op.f("fk_absence_entries_class_id_journal_classes")
        ),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_absence_entries")),
    )
    op.create_index(op.f("ix_absence_entries_class_id"), "absence_entries", ["class_id"])
    op.create_index(op.f("ix_absence_entries_student_id"), "absence_entries", ["student_id"])
    op.create_table(
        "absence_excuses",
        sa.Column("excuse_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), sa.Identity(always=False), nullable=False),
        sa.Column("student_id", sa.Uuid(), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("until_on", sa.Date(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("document", sa.String(), nullable=False),
        sa.Column("scan_id", sa.Uuid(), nullable=False),
        sa.Column("counters", sa.Uuid(), nullable=True),
        sa.Column("why", sa.String(), nullable=False),
        *done(),
        sa.CheckConstraint(
            "kind IN ('certificate', 'official_trip', 'competition', 'force_majeure')",
            name=op.f("ck_absence_excuses_kind"),
        ),
        sa.CheckConstraint("until_on >= from_on", name=op.f("ck_absence_excuses_order")),
        sa.ForeignKeyConstraint(["scan_id"], ["scans.scan_id"], name=op.f("fk_absence_excuses_scan_id_scans")),
        sa.ForeignKeyConstraint(
            ["counters"], ["absence_excuses.excuse_id"], name=op.f("fk_absence_excuses_counters_absence_excuses")
        ),
        sa.PrimaryKeyConstraint("excuse_id", name=op.f("pk_absence_excuses")),
        sa.UniqueConstraint("number", name=op.f("uq_absence_excuses_number")),
        sa.UniqueConstraint("counters", name=op.f("uq_absence_excuses_counters")),
    )
    op.create_index(op.f("ix_absence_excuses_student_id"), "absence_excuses", ["student_id"])


def standings() -> None:
    op.create_table(
        "absence_standings",
        sa.Column("section_id", sa.Uuid(), nullable=False),
        sa.Column("student_id", sa.Uuid(), nullable=False),
        sa.Column("missed", sa.Integer(), nullable=False),
        sa.Column("excused", sa.Integer(), nullable=False),
        sa.Column("held", sa.Integer(), nullable=False),
        sa.Column("share", sa.Numeric(precision=5, scale=2), nullable=False),
        sa.Column("level", sa.Integer(), nullable=False),
        sa.Column("crossing", sa.Integer(), nullable=False),
        sa.Column("over", sa.Boolean(), nullable=False),
        sa.Column("barred", sa.Boolean(), nullable=False),
        sa.Column("version_no", sa.Integer(), nullable=False),
        sa.Column("as_of", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("section_id", "student_id", name=op.f("pk_absence_standings")),
    )
    op.create_index(op.f("ix_absence_standings_student_id"), "absence_standings", ["student_id"])
    op.create_table(
        "away_standings",
        sa.Column("term_id", sa.Uuid(), nullable=False),
        sa.Column("student_id", sa.Uuid(), nullable=False),
        sa.Column("since", sa.Date(), nullable=True),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("missed", sa.Integer(), nullable=False),
        sa.Column("version_no", sa.Integer(), nullable=False),
        sa.Column("as_of", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("term_id", "student_id", name=op.f("pk_away_standings")),
    )


def downgrade() -> None:
    for table in ("away_standings", "absence_standings", "absence_excuses", "absence_entries", "class_acts",
                  "journal_classes", "absence_policies"):  # fmt: skip
        op.drop_table(table)
    op.execute("DELETE FROM scans WHERE section_id IS NULL")
    op.alter_column("scans", "section_id", nullable=False)
    op.drop_column("terms", "classes_end_on")
    op.drop_column("sections", "meetings")
