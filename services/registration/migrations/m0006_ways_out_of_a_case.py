"""Ways out of a summer case: paths that wait, who left when and why, what went back (R8.7, D7, D8, D14, D24)."""

from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

from services.registration.usecases.policies import DEFAULTS, SINCE

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

STUDYING = ("studying", "on_leave", "graduated", "expelled")
GONE = ("left", "transferred", "deceased")
OFFERS = ("accepted", "declined", "expired")
SHIPPED = ("refund_causes",)


def upgrade() -> None:
    op.add_column("cases", sa.Column("path", sa.String(), nullable=False, server_default=""))
    for name, kind in _of_applications().items():
        op.add_column("applications", sa.Column(name, kind, nullable=True))
    op.add_column("terms", sa.Column("withdrawn_why", sa.String(), nullable=True))
    op.add_column("sections", sa.Column("times_changed_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("people", sa.Column("silenced", sa.Boolean(), nullable=False, server_default=sa.false()))
    _one_of("students", "status", (*STUDYING, *GONE))
    _one_of("seat_offers", "outcome", (*OFFERS, "taken_back"))
    _lay_down_policies()


def _of_applications() -> dict[str, sa.types.TypeEngine[object]]:
    return {
        "left_at": sa.DateTime(timezone=True), "left_why": sa.String(), "left_paper": sa.String(),
        "refund_part": sa.Integer(), "refund_whole": sa.Integer(), "refunded": sa.BigInteger(),
        "kept": sa.BigInteger(),
    }  # fmt: skip


def _one_of(table: str, column: str, values: tuple[str, ...]) -> None:
    op.drop_constraint(op.f(f"ck_{table}_{column}"), table)
    op.create_check_constraint(op.f(f"ck_{table}_{column}"), table, f"{column} IN {values}")


def _lay_down_policies() -> None:
    recorded_at = datetime.now(UTC)
    policies = sa.table(
        "policies", *map(sa.column, ("policy_id", "key", "scope", "version", "valid_from")),
        sa.column("value", JSONB), *map(sa.column, ("rule", "why", "recorded_at")),
    )  # fmt: skip
    rows = [
        {
            "policy_id": default.policy_id, "key": default.key, "scope": "", "version": 1, "valid_from": SINCE,
            "value": default.value, "rule": default.rule, "why": "", "recorded_at": recorded_at,
        }
        for default in DEFAULTS if default.key in SHIPPED
    ]  # fmt: skip
    known = op.get_bind().scalars(sa.select(sa.column("key")).select_from(policies)).all()
    op.bulk_insert(policies, [row for row in rows if row["key"] not in known])


def downgrade() -> None:
    op.execute(f"UPDATE students SET status = 'expelled' WHERE status IN {GONE}")
    op.execute("UPDATE seat_offers SET outcome = 'expired' WHERE outcome = 'taken_back'")
    _one_of("seat_offers", "outcome", OFFERS)
    _one_of("students", "status", STUDYING)
    op.drop_column("people", "silenced")
    op.drop_column("sections", "times_changed_at")
    op.drop_column("terms", "withdrawn_why")
    for name in _of_applications():
        op.drop_column("applications", name)
    op.drop_column("cases", "path")
