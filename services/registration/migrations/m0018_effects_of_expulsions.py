"""effects of an order of expulsion, revocations, academic certificates, the chain of sealed papers (R11.4, R15.2)."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

KEPT = ("academic_certificates", "sealed_papers")
TABLES = ("paper_numbers", "review_effects", "revocations", "academic_certificates", "sealed_papers", "paper_heads")


def upgrade() -> None:
    reviews()
    paper_numbers()
    review_effects()
    revocations()
    academic_certificates()
    sealed_papers()
    paper_heads()
    for table in KEPT:
        op.execute(
            f"CREATE TRIGGER kept_as_it_is BEFORE UPDATE OR DELETE ON {table}"
            " FOR EACH ROW EXECUTE FUNCTION refuse_change()"
        )
        op.execute(f"CREATE TRIGGER never_emptied BEFORE TRUNCATE ON {table} EXECUTE FUNCTION refuse_change()")
    op.execute("INSERT INTO paper_numbers (kind, year, last) SELECT 'protocol', year, last FROM protocol_numbers")
    op.drop_table("protocol_numbers")
    op.execute(f"INSERT INTO paper_heads (name, number, digest) VALUES ('papers', 0, '{'0' * 64}')")


def reviews() -> None:
    """What an order has still to do, and his record on its day."""
    op.add_column("reviews", sa.Column("courses_left", sa.Integer(), nullable=False, server_default="0"))
    op.alter_column("reviews", "courses_left", server_default=None)
    op.add_column("reviews", sa.Column("lines_ended_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("reviews", sa.Column("account_ended_at", sa.DateTime(timezone=True), nullable=True))
    empty = sa.text("'[]'::jsonb")
    op.add_column("reviews", sa.Column("record", postgresql.JSONB(), nullable=False, server_default=empty))
    op.alter_column("reviews", "record", server_default=None)


def paper_numbers() -> None:
    op.create_table('paper_numbers',
        sa.Column('kind', sa.String(), nullable=False),
        sa.Column('year', sa.Integer(), autoincrement=False, nullable=False),
        sa.Column('last', sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint('kind', 'year', name=op.f('pk_paper_numbers'))
    )


def review_effects() -> None:
    op.create_table('review_effects',
        sa.Column('effect_id', sa.Uuid(), nullable=False),
        sa.Column('case_id', sa.Uuid(), nullable=False),
        sa.Column('state', sa.String(), nullable=False),
        sa.Column('source', sa.String(), nullable=False),
        sa.Column('what', sa.String(), nullable=False),
        sa.Column('subject', sa.String(), nullable=False),
        sa.Column('says', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column('at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('recorded_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('settled_at', sa.DateTime(timezone=True), nullable=True),
        sa.Column('settled_by', sa.Uuid(), nullable=True),
        sa.Column('settled_how', sa.String(), nullable=False),
        sa.CheckConstraint("state IN ('done', 'undone', 'lost')", name=op.f('ck_review_effects_state')),
        sa.CheckConstraint('(settled_at IS NULL) = (settled_by IS NULL)', name=op.f('ck_review_effects_settled')),
        sa.ForeignKeyConstraint(['case_id'], ['reviews.case_id'], name=op.f('fk_review_effects_case_id_reviews')),
        sa.PrimaryKeyConstraint('effect_id', name=op.f('pk_review_effects'))
    )
    op.create_index(op.f('ix_review_effects_case_id'), 'review_effects', ['case_id'], unique=False)


def revocations() -> None:
    op.create_table('revocations',
        sa.Column('case_id', sa.Uuid(), nullable=False),
        sa.Column('review_id', sa.Uuid(), nullable=False),
        sa.Column('student_id', sa.Uuid(), nullable=False),
        sa.Column('why', sa.String(), nullable=False),
        sa.Column('words', sa.String(), nullable=False),
        sa.Column('document', sa.String(), nullable=False),
        sa.Column('asked_by', sa.Uuid(), nullable=True),
        sa.Column('asked_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('sign_until', sa.DateTime(timezone=True), nullable=True),
        sa.Column('signed_by', sa.Uuid(), nullable=True),
        sa.Column('signed_at', sa.DateTime(timezone=True), nullable=True),
        sa.Column('order_id', sa.Uuid(), nullable=True),
        sa.Column('begins_again', sa.Boolean(), nullable=False),
        sa.Column('ended_at', sa.DateTime(timezone=True), nullable=True),
        sa.Column('recorded_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('recorded_by', sa.Uuid(), nullable=True),
        sa.Column('on_behalf_of', sa.Uuid(), nullable=True),
        sa.CheckConstraint("why IN ('appeal', 'cured_before', 'by_hand')", name=op.f('ck_revocations_why')),
        sa.ForeignKeyConstraint(['order_id'], ['orders.order_id'], name=op.f('fk_revocations_order_id_orders')),
        sa.ForeignKeyConstraint(['review_id'], ['reviews.case_id'], name=op.f('fk_revocations_review_id_reviews')),
        sa.ForeignKeyConstraint(['student_id'], ['students.student_id'], name=op.f('fk_revocations_student_id_students')),
        sa.PrimaryKeyConstraint('case_id', name=op.f('pk_revocations'))
    )
    op.create_index(op.f('ix_revocations_student_id'), 'revocations', ['student_id'], unique=False)
    op.create_index('uq_revocations_review_id', 'revocations', ['review_id'], unique=True)


def academic_certificates() -> None:
    op.create_table('academic_certificates',
        sa.Column('certificate_id', sa.Uuid(), nullable=False),
        sa.Column('year', sa.Integer(), nullable=False),
        sa.Column('number', sa.Integer(), nullable=False),
        sa.Column('student_id', sa.Uuid(), nullable=False),
        sa.Column('review_id', sa.Uuid(), nullable=False),
        sa.Column('issued_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('content', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column('recorded_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('recorded_by', sa.Uuid(), nullable=True),
        sa.Column('on_behalf_of', sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(['review_id'], ['reviews.case_id'], name=op.f('fk_academic_certificates_review_id_reviews')),
        sa.ForeignKeyConstraint(['student_id'], ['students.student_id'], name=op.f('fk_academic_certificates_student_id_students')),
        sa.PrimaryKeyConstraint('certificate_id', name=op.f('pk_academic_certificates')),
        sa.UniqueConstraint('review_id', name=op.f('uq_academic_certificates_review_id')),
        sa.UniqueConstraint('year', 'number', name=op.f('uq_academic_certificates_year_number'))
    )
    op.create_index(op.f('ix_academic_certificates_student_id'), 'academic_certificates', ['student_id'], unique=False)


def sealed_papers() -> None:
    op.create_table('sealed_papers',
        sa.Column('number', sa.Integer(), autoincrement=False, nullable=False),
        sa.Column('paper_id', sa.Uuid(), nullable=False),
        sa.Column('kind', sa.String(), nullable=False),
        sa.Column('previous', sa.String(), nullable=False),
        sa.Column('digest', sa.String(), nullable=False),
        sa.Column('signature', sa.String(), nullable=False),
        sa.Column('key_id', sa.String(), nullable=False),
        sa.Column('document', sa.String(), nullable=False),
        sa.Column('sealed_at', sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint('number', name=op.f('pk_sealed_papers')),
        sa.UniqueConstraint('digest', name=op.f('uq_sealed_papers_digest')),
        sa.UniqueConstraint('paper_id', name=op.f('uq_sealed_papers_paper_id'))
    )


def paper_heads() -> None:
    op.create_table('paper_heads',
        sa.Column('name', sa.String(), nullable=False),
        sa.Column('number', sa.Integer(), nullable=False),
        sa.Column('digest', sa.String(), nullable=False),
        sa.PrimaryKeyConstraint('name', name=op.f('pk_paper_heads'))
    )


def downgrade() -> None:
    op.create_table(
        "protocol_numbers",
        sa.Column("year", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("year", name=op.f("pk_protocol_numbers")),
    )
    op.execute("INSERT INTO protocol_numbers (year, last) SELECT year, last FROM paper_numbers WHERE kind = 'protocol'")
    for table in reversed(TABLES):
        op.drop_table(table)
    for column in ("record", "account_ended_at", "lines_ended_at", "courses_left"):
        op.drop_column("reviews", column)
