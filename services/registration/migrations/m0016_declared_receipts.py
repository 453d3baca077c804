"""Receipts that students declared, as billing says: finance sees them where it decides about a seat (R8.4)."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "receipt_copies",
        sa.Column("declaration_id", sa.Uuid(), nullable=False),
        sa.Column("version_no", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("paid_on", sa.Date(), nullable=False),
        sa.Column("expected_by", sa.Date(), nullable=False),
        sa.Column("abroad", sa.Boolean(), nullable=False),
        sa.Column("bank", sa.String(), nullable=False),
        sa.Column("document", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("declaration_id", name=op.f("pk_receipt_copies")),
    )
    op.create_index(op.f("ix_receipt_copies_case_id"), "receipt_copies", ["case_id"])


def downgrade() -> None:
    op.drop_table("receipt_copies")
