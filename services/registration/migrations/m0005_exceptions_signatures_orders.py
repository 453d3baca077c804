"""Exceptions by two (R1.4), students' signatures (R8.2), orders, practice and certification (D24)."""

from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from services.registration.usecases.policies import DEFAULTS, SINCE

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

SECTION_STATUSES = ("planned", "open", "cancelled", "finished", "imported")

REFUSE_DECIDED = """
CREATE FUNCTION refuse_change_of_decided() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' OR OLD.status <> 'asked' THEN
        RAISE EXCEPTION 'rows of % are kept as they are', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$
"""


def recorded() -> tuple[sa.Column[datetime], sa.Column[object], sa.Column[object]]:
    return (
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by", sa.Uuid(), nullable=True),
        sa.Column("on_behalf_of", sa.Uuid(), nullable=True),
    )


def upgrade() -> None:
    exceptions()
    signatures()
    orders()
    practices()
    statuses((*SECTION_STATUSES[:3], "not_held", *SECTION_STATUSES[3:]))
    lay_down_new_policies()


def exceptions() -> None:
    op.create_table(
        "exceptions",
        sa.Column("exception_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("subject_id", sa.Uuid(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("student_id", sa.Uuid(), nullable=True),
        sa.Column("details", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("document", sa.String(), nullable=False),
        sa.Column("asked_by", sa.Uuid(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("decided_by", sa.Uuid(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_recorded_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("why", sa.String(), nullable=False),
        *recorded(),
        sa.CheckConstraint("status IN ('asked', 'approved', 'refused')", name=op.f("ck_exceptions_status")),
        sa.CheckConstraint("(status = 'asked') = (decided_at IS NULL)", name=op.f("ck_exceptions_decided")),
        sa.CheckConstraint("(decided_at IS NULL) = (decided_by IS NULL)", name=op.f("ck_exceptions_decider")),
        sa.CheckConstraint("decided_by <> asked_by", name=op.f("ck_exceptions_by_two")),
        sa.CheckConstraint("reason <> ''", name=op.f("ck_exceptions_reason")),
        sa.ForeignKeyConstraint(
            ["student_id"], ["students.student_id"], name=op.f("fk_exceptions_student_id_students")
        ),
        sa.ForeignKeyConstraint(["asked_by"], ["people.person_id"], name=op.f("fk_exceptions_asked_by_people")),
        sa.ForeignKeyConstraint(["decided_by"], ["people.person_id"], name=op.f("fk_exceptions_decided_by_people")),
        sa.PrimaryKeyConstraint("exception_id", name=op.f("pk_exceptions")),
    )
    op.create_index("ix_exceptions_subject", "exceptions", ["kind", "subject_id"], unique=False)
    op.create_index(op.f("ix_exceptions_student_id"), "exceptions", ["student_id"], unique=False)
    op.execute(REFUSE_DECIDED)
    op.execute(
        "CREATE TRIGGER kept_when_decided BEFORE UPDATE OR DELETE ON exceptions"
        " FOR EACH ROW EXECUTE FUNCTION refuse_change_of_decided()"
    )
    op.execute("CREATE TRIGGER never_emptied BEFORE TRUNCATE ON exceptions EXECUTE FUNCTION refuse_change()")


def signatures() -> None:
    op.create_table(
        "wished_courses",
        sa.Column("academic_year", sa.Integer(), nullable=False),
        sa.Column("course_id", sa.Uuid(), nullable=False),
        sa.Column("signed", sa.Integer(), nullable=False),
        sa.Column("proposal_id", sa.Uuid(), nullable=True),
        sa.CheckConstraint("signed >= 0", name=op.f("ck_wished_courses_signed")),
        sa.ForeignKeyConstraint(["course_id"], ["courses.course_id"], name=op.f("fk_wished_courses_course_id_courses")),
        sa.ForeignKeyConstraint(
            ["proposal_id"], ["term_proposals.proposal_id"], name=op.f("fk_wished_courses_proposal_id_term_proposals")
        ),
        sa.PrimaryKeyConstraint("academic_year", "course_id", name=op.f("pk_wished_courses")),
    )
    op.create_index(op.f("ix_wished_courses_proposal_id"), "wished_courses", ["proposal_id"], unique=False)
    op.create_table(
        "signatures",
        sa.Column("signature_id", sa.Uuid(), nullable=False),
        sa.Column("academic_year", sa.Integer(), nullable=False),
        sa.Column("course_id", sa.Uuid(), nullable=False),
        sa.Column("student_id", sa.Uuid(), nullable=False),
        sa.Column("purpose", sa.String(), nullable=False),
        sa.Column("signed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("taken_back_at", sa.DateTime(timezone=True), nullable=True),
        *recorded(),
        sa.CheckConstraint(
            "purpose IN ('debt', 'difference', 'prerequisite', 'additional')", name=op.f("ck_signatures_purpose")
        ),
        sa.ForeignKeyConstraint(["course_id"], ["courses.course_id"], name=op.f("fk_signatures_course_id_courses")),
        sa.ForeignKeyConstraint(
            ["student_id"], ["students.student_id"], name=op.f("fk_signatures_student_id_students")
        ),
        sa.PrimaryKeyConstraint("signature_id", name=op.f("pk_signatures")),
    )
    op.create_index(op.f("ix_signatures_course_id"), "signatures", ["course_id"], unique=False)
    op.create_index(op.f("ix_signatures_student_id"), "signatures", ["student_id"], unique=False)
    op.create_index(
        "uq_signatures_one_a_person",
        "signatures",
        ["academic_year", "course_id", "student_id"],
        unique=True,
        postgresql_where=sa.text("taken_back_at IS NULL"),
    )
    op.add_column("term_proposals", sa.Column("by_students", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.alter_column("term_proposals", "by_students", server_default=None)
    op.drop_constraint(op.f("uq_term_proposals_term_id_faculty_id"), "term_proposals", type_="unique")
    op.create_unique_constraint(
        op.f("uq_term_proposals_term_id_faculty_id_by_students"),
        "term_proposals",
        ["term_id", "faculty_id", "by_students"],
    )


def orders() -> None:
    op.create_table(
        "order_numbers",
        sa.Column("year", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("year", name=op.f("pk_order_numbers")),
    )
    op.create_table(
        "orders",
        sa.Column("order_id", sa.Uuid(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("subject_id", sa.Uuid(), nullable=False),
        sa.Column("issued_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("content", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        *recorded(),
        sa.PrimaryKeyConstraint("order_id", name=op.f("pk_orders")),
        sa.UniqueConstraint("year", "number", name=op.f("uq_orders_year_number")),
    )
    op.create_index(op.f("ix_orders_subject_id"), "orders", ["subject_id"], unique=False)
    op.execute(
        "CREATE TRIGGER kept_as_it_is BEFORE UPDATE OR DELETE ON orders FOR EACH ROW EXECUTE FUNCTION refuse_change()"
    )
    op.execute("CREATE TRIGGER never_emptied BEFORE TRUNCATE ON orders EXECUTE FUNCTION refuse_change()")


def practices() -> None:
    op.create_table(
        "practices",
        sa.Column("practice_id", sa.Uuid(), nullable=False),
        sa.Column("group_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        *recorded(),
        sa.CheckConstraint("kind IN ('practice', 'certification')", name=op.f("ck_practices_kind")),
        sa.CheckConstraint("ends_on >= starts_on", name=op.f("ck_practices_order")),
        sa.ForeignKeyConstraint(["group_id"], ["groups.group_id"], name=op.f("fk_practices_group_id_groups")),
        sa.PrimaryKeyConstraint("practice_id", name=op.f("pk_practices")),
    )
    op.create_index(op.f("ix_practices_group_id"), "practices", ["group_id"], unique=False)


def statuses(known: tuple[str, ...]) -> None:
    """What may stand in the status of a section."""
    op.drop_constraint(op.f("ck_sections_status"), "sections", type_="check")
    op.create_check_constraint(op.f("ck_sections_status"), "sections", f"status IN {known}")


def lay_down_new_policies() -> None:
    """Rows that ship since; an office that has set its own keeps them."""
    names = ("policy_id", "key", "scope", "version", "valid_from", "value", "rule", "why", "recorded_at")
    table = sa.table("policies", *(sa.column(name, postgresql.JSONB() if name == "value" else None) for name in names))
    for default in DEFAULTS:
        row = (
            default.policy_id, default.key, "", 1, SINCE, default.value, default.rule, "", datetime.now(UTC),
        )  # fmt: skip
        new = postgresql.insert(table).values(dict(zip(names, row, strict=True)))
        op.execute(new.on_conflict_do_nothing())


def downgrade() -> None:
    statuses(SECTION_STATUSES)
    op.drop_table("practices")
    op.drop_table("orders")
    op.drop_table("order_numbers")
    op.drop_table("signatures")
    op.drop_table("wished_courses")
    op.drop_constraint(op.f("uq_term_proposals_term_id_faculty_id_by_students"), "term_proposals", type_="unique")
    op.drop_column("term_proposals", "by_students")
    op.create_unique_constraint(
        op.f("uq_term_proposals_term_id_faculty_id"), "term_proposals", ["term_id", "faculty_id"]
    )
    op.drop_table("exceptions")
    op.execute("DROP FUNCTION refuse_change_of_decided()")
