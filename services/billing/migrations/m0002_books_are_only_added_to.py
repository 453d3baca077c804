"""What is booked is never changed and always sums to zero (R14.1); serials; the shipped policies and class rules."""

from datetime import date
from uuid import NAMESPACE_URL, uuid5

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

from services.billing.domain.shipped import CLASS_RULES, POLICIES

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

SINCE = date(2000, 1, 1)
ONLY_ADDED = (
    "entries", "postings", "invoice_money", "statement_files", "statement_lines", "refund_signatures",
    "arrears_charges", "tariffs", "policies",
)  # fmt: skip

REFUSE_CHANGE = """
CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    RAISE EXCEPTION '% is only added to: nothing is changed or deleted, only reversed (R14.1)', TG_TABLE_NAME
        USING ERRCODE = 'restrict_violation';
END $$
"""

SUMS_TO_ZERO = """
CREATE FUNCTION entry_sums_to_zero() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
DECLARE
    lines integer;
    balance bigint;
BEGIN
    SELECT count(*), coalesce(sum(amount), 0) INTO lines, balance FROM postings WHERE entry_id = NEW.entry_id;
    IF lines < 2 OR balance <> 0 THEN
        RAISE EXCEPTION 'entry % has % postings and is off by % tiyn (R14.1)', NEW.entry_id, lines, balance
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
END $$
"""


def upgrade() -> None:
    op.execute("CREATE SEQUENCE invoice_serial")
    op.execute("CREATE SEQUENCE refund_serial")
    op.execute(REFUSE_CHANGE)
    for table in ONLY_ADDED:
        for moment, each in (("UPDATE OR DELETE", "ROW"), ("TRUNCATE", "STATEMENT")):
            name = f"{table}_only_added_{each.lower()}"
            op.execute(
                f"CREATE TRIGGER {name} BEFORE {moment} ON {table} FOR EACH {each} EXECUTE FUNCTION refuse_change()"
            )
    op.execute(SUMS_TO_ZERO)
    for table in ("entries", "postings"):
        op.execute(
            f"CREATE CONSTRAINT TRIGGER {table}_sum_to_zero AFTER INSERT ON {table} DEFERRABLE INITIALLY DEFERRED "
            "FOR EACH ROW EXECUTE FUNCTION entry_sums_to_zero()"
        )
    _ship()


def _ship() -> None:
    policies = sa.table(
        "policies", *_columns("name", "rule"), sa.column("valid_from", sa.Date), sa.column("value", JSONB)
    )
    op.bulk_insert(
        policies,
        [{"name": n, "valid_from": SINCE, "value": value, "rule": rule} for n, (value, rule) in POLICIES.items()],
    )
    columns = [sa.column(name, JSONB) for name in ("titles", "words", "unless_words", "purpose_codes")]
    class_rules = sa.table(
        "class_rules", sa.column("rule_id", sa.Uuid), sa.column("number", sa.Integer), sa.column("incoming", sa.Boolean),
        sa.column("valid_from", sa.Date), *columns,
    )  # fmt: skip
    blank = {"unless_words": [], "purpose_codes": [], "valid_from": SINCE}
    op.bulk_insert(
        class_rules,
        [
            {**blank, **row, "rule_id": uuid5(NAMESPACE_URL, f"tirkeu:class_rule:{row['number']}")}
            for row in CLASS_RULES
        ],
    )
    through = sa.table("statements_through", sa.column("id", sa.SmallInteger), sa.column("version_no", sa.Integer))
    op.bulk_insert(through, [{"id": 1, "version_no": 0}])


def _columns(*names: str) -> list[sa.ColumnClause[str]]:
    return [sa.column(name, sa.Text) for name in names]
