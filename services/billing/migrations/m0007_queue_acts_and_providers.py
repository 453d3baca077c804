"""what people do with lines of the queue; providers and their registers (R14.2, D16, D17)."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

from shared.money import MoneyType

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

ONLY_ADDED = ("line_acts", "provider_registers", "register_rows")
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    _providers()
    _registers()
    _acts()
    _returns()
    _changed()
    for table in ONLY_ADDED:
        for moment, each in (("UPDATE OR DELETE", "ROW"), ("TRUNCATE", "STATEMENT")):
            name = f"{table}_only_added_{each.lower()}"
            op.execute(
                f"CREATE TRIGGER {name} BEFORE {moment} ON {table} FOR EACH {each} EXECUTE FUNCTION refuse_change()"
            )


def downgrade() -> None:
    for table in ("line_returns", "line_acts", "register_rows", "provider_registers"):
        op.drop_table(table)
    for column in ("kind", "student_id", "provider_id", "act_by"):
        op.drop_column("queue_items", column)
    op.drop_table("providers")
    op.drop_column("invoices", "reversals")
    op.drop_column("advances", "reversed_at")
    op.drop_column("invoice_money", "reverses")


def _providers() -> None:
    op.create_table(
        "providers",
        *_columns(sa.Uuid(), "provider_id"),
        *_columns(sa.String(), "name", "bin", "account"),
        *_columns(JSONB(), "words", "columns"),
        sa.Column("settles_days", sa.Integer(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_until", sa.Date()),
        *_columns(MOMENT, "added_at", "recorded_at"),
        sa.Column("added_by", sa.Uuid()),
        sa.CheckConstraint("settles_days BETWEEN 0 AND 10", name=op.f("ck_providers_settles_days")),
        sa.PrimaryKeyConstraint("provider_id", name=op.f("pk_providers")),
    )
    op.create_index(op.f("ix_providers_bin"), "providers", ["bin"])


def _registers() -> None:
    op.create_table(
        "provider_registers",
        *_columns(sa.Uuid(), "register_id", "provider_id", "line_id"),
        *_columns(sa.String(), "name", "sha256", "loader_name"),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("rows", sa.Integer(), nullable=False),
        *_columns(MoneyType(), "gross", "commission"),
        *_columns(MOMENT, "loaded_at", "recorded_at"),
        sa.Column("loaded_by", sa.Uuid()),
        sa.PrimaryKeyConstraint("register_id", name=op.f("pk_provider_registers")),
        sa.UniqueConstraint("line_id", name=op.f("uq_provider_registers_line_id")),
        sa.UniqueConstraint("sha256", name=op.f("uq_provider_registers_sha256")),
        *_keys("provider_registers", provider_id="providers", line_id="statement_lines"),
    )
    op.create_index(op.f("ix_provider_registers_provider_id"), "provider_registers", ["provider_id"])
    op.create_table(
        "register_rows",
        *_columns(sa.Uuid(), "row_id", "register_id", "provider_id", "invoice_id"),
        sa.Column("own_id", sa.String(), nullable=False),
        sa.Column("row", sa.Integer(), nullable=False),
        sa.Column("paid_on", sa.Date(), nullable=False),
        *_columns(MoneyType(), "gross", "commission"),
        sa.CheckConstraint("gross > 0", name=op.f("ck_register_rows_gross")),
        sa.PrimaryKeyConstraint("row_id", name=op.f("pk_register_rows")),
        sa.UniqueConstraint("provider_id", "own_id", name=op.f("uq_register_rows_provider_id_own_id")),
        *_keys("register_rows", register_id="provider_registers", provider_id="providers", invoice_id="invoices"),
    )
    for column in ("register_id", "invoice_id"):
        op.create_index(op.f(f"ix_register_rows_{column}"), "register_rows", [column])


def _acts() -> None:
    acts = "'assign', 'return', 'class', 'reverse', 'choice', 'by_due_date', 'register', 'not_a_lump'"
    op.create_table(
        "line_acts",
        *_columns(sa.Uuid(), "line_act_id", "line_id"),
        sa.Column("nth", sa.Integer(), sa.Identity(always=True), nullable=False),
        *_columns(sa.String(), "act", "why", "maker_name"),
        *(sa.Column(name, sa.Uuid()) for name in ("invoice_id", "student_id", "made_by")),
        sa.Column("amount", MoneyType(), nullable=False),
        sa.Column("operation_on", sa.Date(), nullable=False),
        *_columns(MOMENT, "made_at", "recorded_at"),
        sa.CheckConstraint("amount > 0", name=op.f("ck_line_acts_amount")),
        sa.CheckConstraint(f"act IN ({acts})", name=op.f("ck_line_acts_act")),
        sa.PrimaryKeyConstraint("line_act_id", name=op.f("pk_line_acts")),
        sa.UniqueConstraint("nth", name=op.f("uq_line_acts_nth")),
        *_keys("line_acts", line_id="statement_lines", invoice_id="invoices"),
    )
    for column in ("line_id", "invoice_id", "student_id", "made_at"):
        op.create_index(op.f(f"ix_line_acts_{column}"), "line_acts", [column])


def _returns() -> None:
    op.create_table(
        "line_returns",
        *_columns(sa.Uuid(), "return_id", "line_id", "asked_by"),
        *_columns(sa.String(), "number", "status", "why", "to_name", "to_id", "to_account", "asker_name"),
        *_columns(sa.String(), "releaser_name"),
        sa.Column("amount", MoneyType(), nullable=False),
        sa.Column("asked_at", MOMENT, nullable=False),
        *(sa.Column(name, sa.Uuid()) for name in ("released_by", "payout_line_id")),
        sa.Column("released_at", MOMENT),
        sa.Column("paid_out_on", sa.Date()),
        sa.CheckConstraint(
            "status IN ('asked', 'released', 'paid_out', 'withdrawn')", name=op.f("ck_line_returns_status")
        ),
        sa.CheckConstraint(
            "released_by IS NULL OR released_by <> asked_by", name=op.f("ck_line_returns_two_people")
        ),
        sa.PrimaryKeyConstraint("return_id", name=op.f("pk_line_returns")),
        sa.UniqueConstraint("number", name=op.f("uq_line_returns_number")),
        *_keys("line_returns", line_id="statement_lines"),
        sa.ForeignKeyConstraint(
            ["payout_line_id"], ["statement_lines.line_id"],
            name=op.f("fk_line_returns_payout_line_id_statement_lines"),
        ),
    )  # fmt: skip
    op.create_index(op.f("ix_line_returns_line_id"), "line_returns", ["line_id"])
    live = sa.text("status <> 'withdrawn'")
    op.create_index("uq_line_returns_live", "line_returns", ["line_id"], unique=True, postgresql_where=live)


def _changed() -> None:
    op.add_column("queue_items", sa.Column("kind", sa.String(), nullable=False, server_default="unknown"))
    op.alter_column("queue_items", "kind", server_default=None)
    for name, kind in (("student_id", sa.Uuid()), ("provider_id", sa.Uuid()), ("act_by", MOMENT)):
        op.add_column("queue_items", sa.Column(name, kind))
    op.create_foreign_key(
        op.f("fk_queue_items_provider_id_providers"), "queue_items", "providers", ["provider_id"], ["provider_id"]
    )
    op.create_index(op.f("ix_queue_items_student_id"), "queue_items", ["student_id"])
    op.drop_constraint(op.f("ck_queue_items_status"), "queue_items", type_="check")
    states = "'waiting', 'assigned', 'returning', 'returned', 'cleared'"
    op.create_check_constraint(op.f("ck_queue_items_status"), "queue_items", f"status IN ({states})")
    op.create_check_constraint(op.f("ck_queue_items_kind"), "queue_items", "kind IN ('unknown', 'choice', 'lump')")
    op.add_column("invoices", sa.Column("reversals", sa.Integer(), nullable=False, server_default="0"))
    op.alter_column("invoices", "reversals", server_default=None)
    op.add_column("advances", sa.Column("reversed_at", MOMENT))
    op.add_column("invoice_money", sa.Column("reverses", sa.Uuid()))
    op.create_unique_constraint(op.f("uq_invoice_money_reverses"), "invoice_money", ["reverses"])
    name = op.f("fk_invoice_money_reverses_invoice_money")
    op.create_foreign_key(name, "invoice_money", "invoice_money", ["reverses"], ["money_id"])
    op.execute(
        "INSERT INTO policies (name, valid_from, value, rule) "
        "VALUES ('queue_wait', '2000-01-01', '{\"banking_days\": 2}', 'D1') ON CONFLICT DO NOTHING"
    )
    op.alter_column("advances", "invoice_id", existing_type=sa.Uuid(), nullable=True)


def _columns(kind: sa.types.TypeEngine[object], *names: str) -> list[sa.Column[object]]:
    return [sa.Column(name, kind, nullable=False) for name in names]


def _keys(table: str, **references: str) -> list[sa.ForeignKeyConstraint]:
    """Each column references the column of the same name in the other table."""
    return [
        sa.ForeignKeyConstraint([column], [f"{other}.{column}"], name=op.f(f"fk_{table}_{column}_{other}"))
        for column, other in references.items()
    ]
