"""Payments that providers announce by a signed callback; they keep a seat until the statement is in (R14.2, D17)."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

WHY = "'receipt', 'abroad', 'lump', 'queue', 'cash'"
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.drop_constraint(op.f("ck_protections_why"), "protections", type_="check")
    op.create_check_constraint(op.f("ck_protections_why"), "protections", f"why IN ({WHY}, 'announced')")
    op.create_table(
        "provider_secrets",
        sa.Column("provider_id", sa.Uuid(), nullable=False),
        sa.Column("secret", sa.String(), nullable=False),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.Column("recorded_at", MOMENT, nullable=False),
        sa.Column("made_by", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(["provider_id"], ["providers.provider_id"], name=op.f("fk_provider_secrets_provider_id_providers")),
        sa.PrimaryKeyConstraint("provider_id", name=op.f("pk_provider_secrets")),
    )
    op.create_table(
        "announced_payments",
        sa.Column("announcement_id", sa.Uuid(), nullable=False),
        sa.Column("provider_id", sa.Uuid(), nullable=False),
        sa.Column("own_id", sa.String(), nullable=False),
        sa.Column("invoice_id", sa.Uuid(), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("paid_at", MOMENT, nullable=False),
        sa.Column("expected_by", sa.Date(), nullable=False),
        sa.Column("received_at", MOMENT, nullable=False),
        sa.Column("recorded_at", MOMENT, nullable=False),
        sa.Column("body", sa.String(), nullable=False),
        sa.Column("signature", sa.String(), nullable=False),
        sa.CheckConstraint("amount > 0", name=op.f("ck_announced_payments_amount")),
        sa.ForeignKeyConstraint(["provider_id"], ["providers.provider_id"], name=op.f("fk_announced_payments_provider_id_providers")),
        sa.ForeignKeyConstraint(["invoice_id"], ["invoices.invoice_id"], name=op.f("fk_announced_payments_invoice_id_invoices")),
        sa.PrimaryKeyConstraint("announcement_id", name=op.f("pk_announced_payments")),
        sa.UniqueConstraint("provider_id", "own_id", name=op.f("uq_announced_payments_provider_id_own_id")),
    )
    op.create_index(op.f("ix_announced_payments_provider_id"), "announced_payments", ["provider_id"])
    op.create_index(op.f("ix_announced_payments_invoice_id"), "announced_payments", ["invoice_id"])


def downgrade() -> None:
    op.drop_table("announced_payments")
    op.drop_table("provider_secrets")
    op.drop_constraint(op.f("ck_protections_why"), "protections", type_="check")
    op.create_check_constraint(op.f("ck_protections_why"), "protections", f"why IN ({WHY})")
