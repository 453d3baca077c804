"""expulsion reviews: cases, evidence, what people said, commissions and protocols (R11)."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from services.registration.migrations.m0005_exceptions_signatures_orders import lay_down_new_policies

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

KEPT = ("review_facts", "review_words", "review_papers", "review_notices")
TABLES = (
    "reviews",
    "review_facts",
    "review_words",
    "review_papers",
    "review_commissions",
    "review_members",
    "protocol_numbers",
    "review_notices",
    "review_protections",
)


def upgrade() -> None:
    reviews()
    review_facts()
    review_words()
    review_papers()
    review_commissions()
    review_members()
    protocol_numbers()
    review_notices()
    review_protections()
    for table in KEPT:
        op.execute(
            f"CREATE TRIGGER kept_as_it_is BEFORE UPDATE OR DELETE ON {table}"
            " FOR EACH ROW EXECUTE FUNCTION refuse_change()"
        )
        op.execute(f"CREATE TRIGGER never_emptied BEFORE TRUNCATE ON {table} EXECUTE FUNCTION refuse_change()")
    lay_down_new_policies()


def reviews() -> None:
    op.create_table(
        "reviews",
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), sa.Identity(always=False), nullable=False),
        sa.Column("student_id", sa.Uuid(), nullable=False),
        sa.Column("ground", sa.String(), nullable=False),
        sa.Column("subject_id", sa.Uuid(), nullable=True),
        sa.Column("what", sa.String(), nullable=False),
        sa.Column("happened_on", sa.Date(), nullable=True),
        sa.Column("witness", sa.String(), nullable=False),
        sa.Column("document", sa.String(), nullable=False),
        sa.Column("opened_by", sa.Uuid(), nullable=True),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reopens", sa.Uuid(), nullable=True),
        sa.Column("word_needed", sa.String(), nullable=False),
        sa.Column("word_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("word_by", sa.Uuid(), nullable=True),
        sa.Column("word_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("word_why", sa.String(), nullable=False),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("open_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reached_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reached_how", sa.String(), nullable=False),
        sa.Column("reached_document", sa.String(), nullable=False),
        sa.Column("paper_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("explain_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("explained_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("asked_id", sa.Uuid(), nullable=True),
        sa.Column("asked_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("adviser_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("dean_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("commission_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("chances", sa.Integer(), nullable=False),
        sa.Column("sign_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("signed_by", sa.Uuid(), nullable=True),
        sa.Column("decided_by", sa.Uuid(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_why", sa.String(), nullable=False),
        sa.Column("order_id", sa.Uuid(), nullable=True),
        sa.Column("appeal_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("appealed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("appeal_decide_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("appeal_outcome", sa.String(), nullable=True),
        sa.Column("readmission_from", sa.Date(), nullable=True),
        sa.Column("cured_how", sa.String(), nullable=False),
        sa.Column("cured_on", sa.Date(), nullable=True),
        sa.Column("closed_why", sa.String(), nullable=False),
        sa.Column("way", sa.String(), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by", sa.Uuid(), nullable=True),
        sa.Column("on_behalf_of", sa.Uuid(), nullable=True),
        sa.CheckConstraint(
            "ground IN ('own_wish', 'transfer', 'restudy_unpaid', 'repeat_unpaid', 'absent_share', 'absent_long', 'internal_rules', 'discipline')",
            name=op.f("ck_reviews_ground"),
        ),
        sa.CheckConstraint(
            "way IN ('expelled', 'cured', 'wish_withdrawn', 'not_begun', 'dropped', 'closed_by_commission', 'closed_by_rector', 'overtaken', 'revoked', 'reopened')",
            name=op.f("ck_reviews_way"),
        ),
        sa.CheckConstraint("(way IS NULL) = (ended_at IS NULL)", name=op.f("ck_reviews_ended")),
        sa.CheckConstraint("signed_by <> opened_by", name=op.f("ck_reviews_by_two")),
        sa.ForeignKeyConstraint(["opened_by"], ["people.person_id"], name=op.f("fk_reviews_opened_by_people")),
        sa.ForeignKeyConstraint(["order_id"], ["orders.order_id"], name=op.f("fk_reviews_order_id_orders")),
        sa.ForeignKeyConstraint(["reopens"], ["reviews.case_id"], name=op.f("fk_reviews_reopens_reviews")),
        sa.ForeignKeyConstraint(["student_id"], ["students.student_id"], name=op.f("fk_reviews_student_id_students")),
        sa.PrimaryKeyConstraint("case_id", name=op.f("pk_reviews")),
        sa.UniqueConstraint("number", name=op.f("uq_reviews_number")),
    )
    op.create_index(op.f("ix_reviews_student_id"), "reviews", ["student_id"], unique=False)
    op.create_index(op.f("ix_reviews_subject_id"), "reviews", ["subject_id"], unique=False)
    op.create_index(
        "uq_reviews_live_ground",
        "reviews",
        ["student_id", "ground"],
        unique=True,
        postgresql_where=sa.text("way IS NULL"),
    )


def review_facts() -> None:
    op.create_table(
        "review_facts",
        sa.Column("fact_id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("nth", sa.Integer(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("what", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("says", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("as_of", sa.DateTime(timezone=True), nullable=False),
        sa.Column("gathered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["reviews.case_id"], name=op.f("fk_review_facts_case_id_reviews")),
        sa.PrimaryKeyConstraint("fact_id", name=op.f("pk_review_facts")),
        sa.UniqueConstraint(
            "case_id", "nth", "source", "what", "subject", name=op.f("uq_review_facts_case_id_nth_source_what_subject")
        ),
    )
    op.create_index(op.f("ix_review_facts_case_id"), "review_facts", ["case_id"], unique=False)


def review_words() -> None:
    op.create_table(
        "review_words",
        sa.Column("word_id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("advice", sa.String(), nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("said_by", sa.Uuid(), nullable=False),
        sa.Column("as_deputy", sa.Boolean(), nullable=False),
        sa.Column("said_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by", sa.Uuid(), nullable=True),
        sa.Column("on_behalf_of", sa.Uuid(), nullable=True),
        sa.CheckConstraint("advice IN ('', 'expel', 'keep')", name=op.f("ck_review_words_advice")),
        sa.CheckConstraint("kind IN ('explanation', 'adviser', 'dean', 'appeal')", name=op.f("ck_review_words_kind")),
        sa.CheckConstraint("words <> ''", name=op.f("ck_review_words_words")),
        sa.ForeignKeyConstraint(["case_id"], ["reviews.case_id"], name=op.f("fk_review_words_case_id_reviews")),
        sa.ForeignKeyConstraint(["said_by"], ["people.person_id"], name=op.f("fk_review_words_said_by_people")),
        sa.PrimaryKeyConstraint("word_id", name=op.f("pk_review_words")),
    )
    op.create_index(op.f("ix_review_words_case_id"), "review_words", ["case_id"], unique=False)


def review_papers() -> None:
    op.create_table(
        "review_papers",
        sa.Column("paper_id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("media_type", sa.String(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by", sa.Uuid(), nullable=True),
        sa.Column("on_behalf_of", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["reviews.case_id"], name=op.f("fk_review_papers_case_id_reviews")),
        sa.PrimaryKeyConstraint("paper_id", name=op.f("pk_review_papers")),
    )
    op.create_index(op.f("ix_review_papers_case_id"), "review_papers", ["case_id"], unique=False)


def review_commissions() -> None:
    op.create_table(
        "review_commissions",
        sa.Column("commission_id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("meets_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("place", sa.String(), nullable=False),
        sa.Column("chair_id", sa.Uuid(), nullable=False),
        sa.Column("quorum", sa.Integer(), nullable=False),
        sa.Column("called_by", sa.Uuid(), nullable=True),
        sa.Column("called_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=True),
        sa.Column("protocol", sa.Integer(), nullable=True),
        sa.Column("said", sa.String(), nullable=False),
        sa.Column("outcome", sa.String(), nullable=True),
        sa.Column("written_by", sa.Uuid(), nullable=True),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("signed_by", sa.Uuid(), nullable=True),
        sa.Column("signed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by", sa.Uuid(), nullable=True),
        sa.Column("on_behalf_of", sa.Uuid(), nullable=True),
        sa.CheckConstraint("kind IN ('review', 'appeal')", name=op.f("ck_review_commissions_kind")),
        sa.CheckConstraint(
            "state IN ('called', 'written', 'signed', 'called_off')", name=op.f("ck_review_commissions_state")
        ),
        sa.CheckConstraint("signed_by <> written_by", name=op.f("ck_review_commissions_by_two")),
        sa.ForeignKeyConstraint(["case_id"], ["reviews.case_id"], name=op.f("fk_review_commissions_case_id_reviews")),
        sa.ForeignKeyConstraint(["chair_id"], ["people.person_id"], name=op.f("fk_review_commissions_chair_id_people")),
        sa.PrimaryKeyConstraint("commission_id", name=op.f("pk_review_commissions")),
        sa.UniqueConstraint("year", "protocol", name=op.f("uq_review_commissions_year_protocol")),
    )
    op.create_index(op.f("ix_review_commissions_case_id"), "review_commissions", ["case_id"], unique=False)
    op.create_index(
        "uq_review_commissions_live",
        "review_commissions",
        ["case_id", "kind"],
        unique=True,
        postgresql_where=sa.text("state <> 'called_off'"),
    )


def review_members() -> None:
    op.create_table(
        "review_members",
        sa.Column("commission_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("vote", sa.String(), nullable=True),
        sa.Column("dissent", sa.String(), nullable=False),
        sa.CheckConstraint("vote IN ('for', 'against', 'abstained')", name=op.f("ck_review_members_vote")),
        sa.ForeignKeyConstraint(
            ["commission_id"],
            ["review_commissions.commission_id"],
            name=op.f("fk_review_members_commission_id_review_commissions"),
        ),
        sa.ForeignKeyConstraint(["person_id"], ["people.person_id"], name=op.f("fk_review_members_person_id_people")),
        sa.PrimaryKeyConstraint("commission_id", "person_id", name=op.f("pk_review_members")),
    )


def protocol_numbers() -> None:
    op.create_table(
        "protocol_numbers",
        sa.Column("year", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("year", name=op.f("pk_protocol_numbers")),
    )


def review_notices() -> None:
    op.create_table(
        "review_notices",
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("what", sa.String(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("proof", sa.String(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["reviews.case_id"], name=op.f("fk_review_notices_case_id_reviews")),
        sa.PrimaryKeyConstraint("key", "what", name=op.f("pk_review_notices")),
    )
    op.create_index(op.f("ix_review_notices_case_id"), "review_notices", ["case_id"], unique=False)


def review_protections() -> None:
    op.create_table(
        "review_protections",
        sa.Column("protection_id", sa.Uuid(), nullable=False),
        sa.Column("student_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("until_on", sa.Date(), nullable=False),
        sa.Column("document", sa.String(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by", sa.Uuid(), nullable=True),
        sa.Column("on_behalf_of", sa.Uuid(), nullable=True),
        sa.CheckConstraint("document <> ''", name=op.f("ck_review_protections_document")),
        sa.CheckConstraint("kind IN ('ill', 'on_leave')", name=op.f("ck_review_protections_kind")),
        sa.CheckConstraint("until_on >= from_on", name=op.f("ck_review_protections_order")),
        sa.ForeignKeyConstraint(
            ["student_id"], ["students.student_id"], name=op.f("fk_review_protections_student_id_students")
        ),
        sa.PrimaryKeyConstraint("protection_id", name=op.f("pk_review_protections")),
    )
    op.create_index(op.f("ix_review_protections_student_id"), "review_protections", ["student_id"], unique=False)


def downgrade() -> None:
    for table in reversed(TABLES):
        op.drop_table(table)
