"""People: what advisers do, questions, acts for others, delegates, external students, what auditors read (R1.2)."""

from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from services.registration.usecases.policies import DEFAULTS, SINCE

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

TABLES = ("adviser_acts", "questions", "acts_for_students", "delegations", "external_students", "readings")
KEPT = ("adviser_acts", "readings")
SHIPPED = ("adviser_objection", "questions_answered", "external_check")


def upgrade() -> None:
    _adviser_acts()
    _questions()
    _acts_for_students()
    _delegations()
    _external_students()
    _readings()
    for table in KEPT:
        op.execute(
            f"CREATE TRIGGER kept_as_it_is BEFORE UPDATE OR DELETE ON {table}"
            " FOR EACH ROW EXECUTE FUNCTION refuse_change()"
        )
    _lay_down_new_policies()


def _lay_down_new_policies() -> None:
    names = ("policy_id", "key", "scope", "version", "valid_from", "value", "rule", "why", "recorded_at")
    table = sa.table("policies", *(sa.column(name, postgresql.JSONB() if name == "value" else None) for name in names))
    for default in DEFAULTS:
        if default.key in SHIPPED:
            row = (
                default.policy_id, default.key, "", 1, SINCE, default.value, default.rule, "", datetime.now(UTC),
            )  # fmt: skip
            new = postgresql.insert(table).values(dict(zip(names, row, strict=True)))
            op.execute(new.on_conflict_do_nothing())


def downgrade() -> None:
    for table in reversed(TABLES):
        op.drop_table(table)


def _adviser_acts() -> None:
    op.create_table(
        "adviser_acts",
        sa.Column("act_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("adviser_id", sa.Uuid(), nullable=False),
        sa.Column("student_id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=True),
        sa.Column("debt_id", sa.Uuid(), nullable=True),
        sa.Column("course_id", sa.Uuid(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by", sa.Uuid(), nullable=True),
        sa.Column("on_behalf_of", sa.Uuid(), nullable=True),
        sa.CheckConstraint(
            "kind <> 'objection' OR (case_id IS NOT NULL AND reason <> '')", name=op.f("ck_adviser_acts_objection")
        ),
        sa.CheckConstraint("kind IN ('objection', 'reminder', 'recommendation')", name=op.f("ck_adviser_acts_kind")),
        sa.ForeignKeyConstraint(["adviser_id"], ["people.person_id"], name=op.f("fk_adviser_acts_adviser_id_people")),
        sa.ForeignKeyConstraint(["course_id"], ["courses.course_id"], name=op.f("fk_adviser_acts_course_id_courses")),
        sa.ForeignKeyConstraint(
            ["student_id"], ["students.student_id"], name=op.f("fk_adviser_acts_student_id_students")
        ),
        sa.PrimaryKeyConstraint("act_id", name=op.f("pk_adviser_acts")),
    )
    op.create_index(op.f("ix_adviser_acts_case_id"), "adviser_acts", ["case_id"], unique=False)
    op.create_index(op.f("ix_adviser_acts_student_id"), "adviser_acts", ["student_id"], unique=False)


def _questions() -> None:
    op.create_table(
        "questions",
        sa.Column("question_id", sa.Uuid(), nullable=False),
        sa.Column("student_id", sa.Uuid(), nullable=False),
        sa.Column("about", sa.String(), nullable=False),
        sa.Column("about_id", sa.Uuid(), nullable=True),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("asked", sa.String(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answer_by", sa.DateTime(timezone=True), nullable=False),
        sa.Column("addressed_to", sa.Uuid(), nullable=False),
        sa.Column("answer", sa.String(), nullable=False),
        sa.Column("answered_by", sa.Uuid(), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by", sa.Uuid(), nullable=True),
        sa.Column("on_behalf_of", sa.Uuid(), nullable=True),
        sa.CheckConstraint("(about = 'general') = (about_id IS NULL)", name=op.f("ck_questions_about_id")),
        sa.CheckConstraint("about IN ('case', 'section', 'general')", name=op.f("ck_questions_about")),
        sa.CheckConstraint("asked <> ''", name=op.f("ck_questions_asked")),
        sa.CheckConstraint("(answered_at IS NULL) = (answered_by IS NULL)", name=op.f("ck_questions_answered")),
        sa.ForeignKeyConstraint(["addressed_to"], ["people.person_id"], name=op.f("fk_questions_addressed_to_people")),
        sa.ForeignKeyConstraint(["answered_by"], ["people.person_id"], name=op.f("fk_questions_answered_by_people")),
        sa.ForeignKeyConstraint(["student_id"], ["students.student_id"], name=op.f("fk_questions_student_id_students")),
        sa.PrimaryKeyConstraint("question_id", name=op.f("pk_questions")),
    )
    op.create_index(op.f("ix_questions_addressed_to"), "questions", ["addressed_to"], unique=False)
    op.create_index(op.f("ix_questions_student_id"), "questions", ["student_id"], unique=False)


def _acts_for_students() -> None:
    op.create_table(
        "acts_for_students",
        sa.Column("behalf_id", sa.Uuid(), nullable=False),
        sa.Column("session_id", sa.Uuid(), nullable=False),
        sa.Column("staff_id", sa.Uuid(), nullable=False),
        sa.Column("student_id", sa.Uuid(), nullable=False),
        sa.Column("ground", sa.String(), nullable=False),
        sa.Column("paper", sa.String(), nullable=False),
        sa.Column("began_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("objection", sa.String(), nullable=False),
        sa.Column("objected_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decision", sa.String(), nullable=True),
        sa.Column("decided_by", sa.Uuid(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("why", sa.String(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by", sa.Uuid(), nullable=True),
        sa.Column("on_behalf_of", sa.Uuid(), nullable=True),
        sa.CheckConstraint("(objected_at IS NULL) = (objection = '')", name=op.f("ck_acts_for_students_objection")),
        sa.CheckConstraint("decision IN ('founded', 'unfounded')", name=op.f("ck_acts_for_students_decision")),
        sa.CheckConstraint("ground <> '' AND paper <> ''", name=op.f("ck_acts_for_students_ground")),
        sa.CheckConstraint("(decided_at IS NULL) = (decided_by IS NULL)", name=op.f("ck_acts_for_students_decided")),
        sa.CheckConstraint("decided_by <> staff_id", name=op.f("ck_acts_for_students_by_another")),
        sa.ForeignKeyConstraint(
            ["decided_by"], ["people.person_id"], name=op.f("fk_acts_for_students_decided_by_people")
        ),
        sa.ForeignKeyConstraint(["staff_id"], ["people.person_id"], name=op.f("fk_acts_for_students_staff_id_people")),
        sa.ForeignKeyConstraint(
            ["student_id"], ["people.person_id"], name=op.f("fk_acts_for_students_student_id_people")
        ),
        sa.PrimaryKeyConstraint("behalf_id", name=op.f("pk_acts_for_students")),
    )
    op.create_index(op.f("ix_acts_for_students_session_id"), "acts_for_students", ["session_id"], unique=False)
    op.create_index(op.f("ix_acts_for_students_student_id"), "acts_for_students", ["student_id"], unique=False)


def _delegations() -> None:
    op.create_table(
        "delegations",
        sa.Column("delegation_id", sa.Uuid(), nullable=False),
        sa.Column("principal_id", sa.Uuid(), nullable=False),
        sa.Column("delegate_id", sa.Uuid(), nullable=False),
        sa.Column("acts", sa.String(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_until", sa.Date(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by", sa.Uuid(), nullable=True),
        sa.Column("on_behalf_of", sa.Uuid(), nullable=True),
        sa.CheckConstraint("delegate_id <> principal_id", name=op.f("ck_delegations_another")),
        sa.CheckConstraint("valid_until >= valid_from", name=op.f("ck_delegations_valid")),
        sa.ForeignKeyConstraint(["delegate_id"], ["people.person_id"], name=op.f("fk_delegations_delegate_id_people")),
        sa.ForeignKeyConstraint(
            ["principal_id"], ["people.person_id"], name=op.f("fk_delegations_principal_id_people")
        ),
        sa.PrimaryKeyConstraint("delegation_id", name=op.f("pk_delegations")),
    )
    op.create_index(op.f("ix_delegations_delegate_id"), "delegations", ["delegate_id"], unique=False)
    op.create_index(op.f("ix_delegations_principal_id"), "delegations", ["principal_id"], unique=False)


def _external_students() -> None:
    op.create_table(
        "external_students",
        sa.Column("student_id", sa.Uuid(), nullable=False),
        sa.Column("university", sa.String(), nullable=False),
        sa.Column("registrar_id", sa.Uuid(), nullable=False),
        sa.Column("identity_kind", sa.String(), nullable=False),
        sa.Column("identity_number", sa.String(), nullable=False),
        sa.Column("letter", sa.LargeBinary(), nullable=False),
        sa.Column("letter_kind", sa.String(), nullable=False),
        sa.Column("letter_sha256", sa.String(), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("check_by", sa.DateTime(timezone=True), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("checked_by", sa.Uuid(), nullable=True),
        sa.Column("checked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("why", sa.String(), nullable=False),
        sa.CheckConstraint("(status = 'sent') = (checked_at IS NULL)", name=op.f("ck_external_students_checked")),
        sa.CheckConstraint("identity_kind IN ('iin', 'passport')", name=op.f("ck_external_students_identity_kind")),
        sa.CheckConstraint("status IN ('sent', 'accepted', 'refused')", name=op.f("ck_external_students_status")),
        sa.ForeignKeyConstraint(
            ["checked_by"], ["people.person_id"], name=op.f("fk_external_students_checked_by_people")
        ),
        sa.ForeignKeyConstraint(
            ["registrar_id"], ["people.person_id"], name=op.f("fk_external_students_registrar_id_people")
        ),
        sa.ForeignKeyConstraint(
            ["student_id"], ["students.student_id"], name=op.f("fk_external_students_student_id_students")
        ),
        sa.PrimaryKeyConstraint("student_id", name=op.f("pk_external_students")),
        sa.UniqueConstraint("identity_number", name=op.f("uq_external_students_identity_number")),
    )


def _readings() -> None:
    op.create_table(
        "readings",
        sa.Column("reading_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("service", sa.String(), nullable=False),
        sa.Column("what", sa.String(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("reading_id", name=op.f("pk_readings")),
    )
    op.create_index(op.f("ix_readings_case_id"), "readings", ["case_id"], unique=False)
    op.create_index(op.f("ix_readings_person_id"), "readings", ["person_id"], unique=False)
    op.create_index(op.f("ix_readings_read_at"), "readings", ["read_at"], unique=False)
