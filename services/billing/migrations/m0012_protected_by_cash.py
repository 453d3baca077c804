"""an older receipt of the cash desk that waits for a second person protects its seat (R14.2, R13.1)."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    name = op.f("ck_protections_why")
    op.drop_constraint(name, "protections", type_="check")
    op.create_check_constraint(name, "protections", "why IN ('receipt', 'abroad', 'lump', 'queue', 'cash')")
    op.add_column("protections", sa.Column("cash_id", sa.Uuid()))
    op.create_foreign_key(
        op.f("fk_protections_cash_id_cash_receipts"), "protections", "cash_receipts", ["cash_id"], ["receipt_id"]
    )
