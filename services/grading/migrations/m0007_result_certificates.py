"""result certificates of students of other universities, sealed into a chain of their own (R8.8)."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "result_certificates",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("student_id", sa.Uuid(), nullable=False),
        sa.Column("previous", sa.String(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("signature", sa.String(), nullable=False),
        sa.Column("key_id", sa.String(), nullable=False),
        sa.Column("document", sa.String(), nullable=False),
        sa.Column("sealed_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_result_certificates")),
        sa.UniqueConstraint("case_id", name=op.f("uq_result_certificates_case_id")),
        sa.UniqueConstraint("digest", name=op.f("uq_result_certificates_digest")),
    )
    op.create_index(op.f("ix_result_certificates_student_id"), "result_certificates", ["student_id"])
    op.execute(
        "CREATE TRIGGER kept_as_it_is BEFORE UPDATE OR DELETE ON result_certificates"
        " FOR EACH ROW EXECUTE FUNCTION refuse_change()"
    )
    op.execute(f"INSERT INTO chain_heads (name, number, digest) VALUES ('certificates', 0, '{'0' * 64}')")


def downgrade() -> None:
    op.execute("DELETE FROM chain_heads WHERE name = 'certificates'")
    op.drop_table("result_certificates")
