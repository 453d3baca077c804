"""payments that students declare with a receipt; whom a false one holds (R8.4, D19)."""

import sqlalchemy as sa
from alembic import op

from shared.money import MoneyType

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    moments = ("judged_at", "lifted_at")
    texts = ("bank", "document", "file_name", "file_kind", "sha256", "status", "declarer", "lifter", "lifted_why")
    op.create_table(
        "declared_payments",
        sa.Column("declaration_id", sa.Uuid(), nullable=False),
        sa.Column("invoice_id", sa.Uuid(), nullable=False),
        sa.Column("student_id", sa.Uuid(), nullable=False),
        sa.Column("abroad", sa.Boolean(), nullable=False),
        sa.Column("paid_on", sa.Date(), nullable=False),
        sa.Column("expected_by", sa.Date(), nullable=False),
        sa.Column("amount", MoneyType(), nullable=False),
        *(sa.Column(name, sa.String(), nullable=False) for name in texts),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        *(sa.Column(name, sa.DateTime(timezone=True), nullable=False) for name in ("declared_at", "recorded_at")),
        *(sa.Column(name, sa.DateTime(timezone=True)) for name in moments),
        *(sa.Column(name, sa.Uuid()) for name in ("declared_by", "lifted_by")),
        sa.CheckConstraint("amount > 0", name=op.f("ck_declared_payments_amount")),
        sa.CheckConstraint(
            "status IN ('waits', 'came', 'false', 'lifted')", name=op.f("ck_declared_payments_status")
        ),
        sa.ForeignKeyConstraint(
            ["invoice_id"], ["invoices.invoice_id"], name=op.f("fk_declared_payments_invoice_id_invoices")
        ),
        sa.PrimaryKeyConstraint("declaration_id", name=op.f("pk_declared_payments")),
    )
    for column in ("invoice_id", "student_id", "status"):
        op.create_index(op.f(f"ix_declared_payments_{column}"), "declared_payments", [column])
    waits = sa.text("status = 'waits'")
    op.create_index(
        "uq_declared_payments_waiting", "declared_payments", ["invoice_id"], unique=True, postgresql_where=waits
    )
    op.create_table(
        "receipt_holds",
        sa.Column("student_id", sa.Uuid(), nullable=False),
        sa.Column("version_no", sa.Integer(), nullable=False),
        sa.Column("numbers", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("student_id", name=op.f("pk_receipt_holds")),
    )
    op.execute(
        "INSERT INTO policies (name, valid_from, value, rule) "
        "VALUES ('abroad_wait', '2000-01-01', '{\"banking_days\": 5}', 'D19') ON CONFLICT DO NOTHING"
    )
