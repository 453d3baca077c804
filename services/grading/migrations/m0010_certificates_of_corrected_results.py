"""a corrected result of an external student gets a new certificate; the old one stays as issued (R8.8, R15.2)."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("result_certificates", sa.Column("revision", sa.Integer(), server_default="0", nullable=False))
    op.drop_constraint(op.f("uq_result_certificates_case_id"), "result_certificates")
    op.create_unique_constraint(
        op.f("uq_result_certificates_case_id_revision"), "result_certificates", ["case_id", "revision"]
    )


def downgrade() -> None:
    op.drop_constraint(op.f("uq_result_certificates_case_id_revision"), "result_certificates")
    op.drop_column("result_certificates", "revision")
    op.create_unique_constraint(op.f("uq_result_certificates_case_id"), "result_certificates", ["case_id"])
