"""the cash desk: shifts and receipts; where its money lies (R14.2)."""

from datetime import date
from uuid import NAMESPACE_URL, uuid5

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

from services.billing.domain.shipped import CLASS_RULES, FROM_CASH_DESK
from shared.money import MoneyType

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("CREATE SEQUENCE cash_serial")
    op.create_table(
        "cash_shifts",
        sa.Column("shift_id", sa.Uuid(), nullable=False),
        sa.Column("nth", sa.Integer(), sa.Identity(always=True), nullable=False),
        sa.Column("cashier_id", sa.Uuid(), nullable=False),
        sa.Column("cashier_name", sa.String(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True)),
        sa.Column("expected", MoneyType()),
        sa.Column("counted", MoneyType()),
        sa.Column("difference_why", sa.String(), nullable=False),
        sa.CheckConstraint("counted >= 0", name=op.f("ck_cash_shifts_counted")),
        sa.CheckConstraint("(closed_at IS NULL) = (counted IS NULL)", name=op.f("ck_cash_shifts_closed_is_counted")),
        sa.CheckConstraint(
            "counted = expected OR difference_why <> ''", name=op.f("ck_cash_shifts_difference_named")
        ),
        sa.PrimaryKeyConstraint("shift_id", name=op.f("pk_cash_shifts")),
        sa.UniqueConstraint("nth", name=op.f("uq_cash_shifts_nth")),
    )
    open_ones = sa.text("closed_at IS NULL")
    op.create_index("uq_cash_shifts_open", "cash_shifts", ["cashier_id"], unique=True, postgresql_where=open_ones)
    _receipts()
    op.add_column("entries", sa.Column("cash_id", sa.Uuid()))
    for table in ("advances", "invoice_money"):
        op.add_column(table, sa.Column("cash_id", sa.Uuid()))
        name = f"fk_{table}_cash_id_cash_receipts"
        op.create_foreign_key(op.f(name), table, "cash_receipts", ["cash_id"], ["receipt_id"])
        op.create_index(op.f(f"ix_{table}_cash_id"), table, ["cash_id"])
    _ship()


def _receipts() -> None:
    op.create_table(
        "cash_receipts",
        sa.Column("receipt_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("shift_id", sa.Uuid(), nullable=False),
        sa.Column("invoice_id", sa.Uuid(), nullable=False),
        sa.Column("student_id", sa.Uuid(), nullable=False),
        sa.Column("amount", MoneyType(), nullable=False),
        sa.Column("received_on", sa.Date(), nullable=False),
        *(sa.Column(name, sa.String(), nullable=False) for name in ("status", "why", "payer_name", "payer_id")),
        sa.Column("cashier_id", sa.Uuid(), nullable=False),
        sa.Column("cashier_name", sa.String(), nullable=False),
        sa.Column("taken_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reverses", sa.Uuid()),
        sa.Column("confirmed_by", sa.Uuid()),
        sa.Column("confirmer_name", sa.String(), nullable=False),
        sa.Column("confirmed_at", sa.DateTime(timezone=True)),
        sa.CheckConstraint("amount > 0", name=op.f("ck_cash_receipts_amount")),
        sa.CheckConstraint("status IN ('waiting', 'posted', 'refused')", name=op.f("ck_cash_receipts_status")),
        sa.CheckConstraint(
            "confirmed_by IS NULL OR confirmed_by <> cashier_id", name=op.f("ck_cash_receipts_two_people")
        ),
        sa.PrimaryKeyConstraint("receipt_id", name=op.f("pk_cash_receipts")),
        sa.UniqueConstraint("number", name=op.f("uq_cash_receipts_number")),
        *(
            sa.ForeignKeyConstraint([column], [f"{table}.{key}"], name=op.f(f"fk_cash_receipts_{column}_{table}"))
            for column, table, key in (
                ("shift_id", "cash_shifts", "shift_id"),
                ("invoice_id", "invoices", "invoice_id"),
                ("reverses", "cash_receipts", "receipt_id"),
            )
        ),
    )
    for column in ("shift_id", "invoice_id", "student_id"):
        op.create_index(op.f(f"ix_cash_receipts_{column}"), "cash_receipts", [column])
    live = sa.text("reverses IS NOT NULL AND status <> 'refused'")
    op.create_index("uq_cash_receipts_reverses", "cash_receipts", ["reverses"], unique=True, postgresql_where=live)


def _ship() -> None:
    """The rule by which the desk's cash is known when it arrives at the bank; older databases do not have it yet."""
    columns = [sa.column(name, JSONB) for name in ("titles", "words", "unless_words", "purpose_codes")]
    table = sa.table(
        "class_rules", sa.column("rule_id", sa.Uuid), sa.column("number", sa.Integer), sa.column("incoming", sa.Boolean),
        sa.column("valid_from", sa.Date), *columns,
    )  # fmt: skip
    known = op.get_bind().scalar(sa.text("SELECT count(*) FROM class_rules WHERE number = :n"), {"n": FROM_CASH_DESK})
    if known:
        return
    rule = next(row for row in CLASS_RULES if row["number"] == FROM_CASH_DESK)
    rule_id = uuid5(NAMESPACE_URL, f"tirkeu:class_rule:{FROM_CASH_DESK}")
    blank = {"unless_words": [], "purpose_codes": [], "valid_from": date(2000, 1, 1)}
    op.bulk_insert(table, [{**blank, **rule, "rule_id": rule_id}])
