"""protections: what keeps an unpaid invoice from lapsing (R13.1)."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "protections",
        sa.Column("protection_id", sa.Uuid(), nullable=False),
        sa.Column("invoice_id", sa.Uuid(), nullable=False),
        sa.Column("why", sa.String(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("until_statements_of", sa.Date()),
        sa.Column("until", sa.DateTime(timezone=True)),
        sa.Column("line_id", sa.Uuid()),
        sa.Column("declaration_id", sa.Uuid()),
        sa.Column("ended_at", sa.DateTime(timezone=True)),
        sa.Column("ended_why", sa.String()),
        sa.CheckConstraint("why IN ('receipt', 'abroad', 'lump', 'queue')", name=op.f("ck_protections_why")),
        sa.CheckConstraint("(ended_at IS NULL) = (ended_why IS NULL)", name=op.f("ck_protections_ended")),
        sa.ForeignKeyConstraint(
            ["invoice_id"], ["invoices.invoice_id"], name=op.f("fk_protections_invoice_id_invoices")
        ),
        sa.ForeignKeyConstraint(
            ["line_id"], ["statement_lines.line_id"], name=op.f("fk_protections_line_id_statement_lines")
        ),
        sa.PrimaryKeyConstraint("protection_id", name=op.f("pk_protections")),
    )
    for column in ("invoice_id", "line_id", "declaration_id"):
        op.create_index(op.f(f"ix_protections_{column}"), "protections", [column])
    live = sa.text("ended_at IS NULL")
    op.create_index("ix_protections_live", "protections", ["invoice_id"], postgresql_where=live)


def downgrade() -> None:
    op.drop_table("protections")
