"""Histories are only added to, a published date moves only later (R13.1), and the policies and days off that ship."""

from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

from services.registration.usecases.holidays import known_days
from services.registration.usecases.policies import DEFAULTS, SINCE

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

REFUSE = """
CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'rows of % are kept as they are', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$
"""

ONLY_LATER = """
CREATE FUNCTION refuse_earlier_date() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    IF EXISTS (SELECT FROM terms WHERE term_id = OLD.term_id AND published_at IS NOT NULL) AND (
        NEW.opens_at < OLD.opens_at OR NEW.drawn_at < OLD.drawn_at OR NEW.closes_at < OLD.closes_at
        OR NEW.due_on < OLD.due_on OR NEW.statements_by < OLD.statements_by OR NEW.counted_at < OLD.counted_at
        OR NEW.offers_end_at < OLD.offers_end_at OR NEW.confirmed_by < OLD.confirmed_by OR NEW.lists_on < OLD.lists_on
        OR NEW.last_statements_at < OLD.last_statements_at OR NEW.starts_on < OLD.starts_on
        OR NEW.exams_from < OLD.exams_from OR NEW.ends_on < OLD.ends_on OR NEW.sheets_due_at < OLD.sheets_due_at
    ) THEN
        RAISE EXCEPTION 'a published date moves only later (R13.1)' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$
"""

KEPT = ("seat_history", "case_history", "account_acts", "policies", "offer_documents", "draws")


def upgrade() -> None:
    op.execute(REFUSE)
    op.execute(ONLY_LATER)
    for table in KEPT:
        op.execute(
            f"CREATE TRIGGER kept_as_it_is BEFORE UPDATE OR DELETE ON {table}"
            " FOR EACH ROW EXECUTE FUNCTION refuse_change()"
        )
        op.execute(f"CREATE TRIGGER never_emptied BEFORE TRUNCATE ON {table} EXECUTE FUNCTION refuse_change()")
    op.execute(
        "CREATE TRIGGER only_later BEFORE UPDATE ON term_dates FOR EACH ROW EXECUTE FUNCTION refuse_earlier_date()"
    )
    lay_down_what_is_shipped()


def lay_down_what_is_shipped() -> None:
    """The values that the office starts with; each is edited by a new row, or in the table of days off."""
    recorded_at = datetime.now(UTC)
    names = ("policy_id", "key", "scope", "version", "valid_from", "value", "rule", "why", "recorded_at")
    policies = sa.table("policies", *(sa.column(name, JSONB() if name == "value" else None) for name in names))
    for default in DEFAULTS:
        values = (default.policy_id, default.key, "", 1, SINCE, default.value, default.rule, "", recorded_at)
        op.execute(sa.insert(policies).values(dict(zip(names, values, strict=True))))
    holidays = sa.table("holidays", sa.column("day"), sa.column("works"), sa.column("name", JSONB()))
    op.execute(sa.insert(holidays).values(list(known_days())))


def downgrade() -> None:
    op.execute("DROP TRIGGER only_later ON term_dates")
    for table in KEPT:
        op.execute(f"DROP TRIGGER never_emptied ON {table}")
        op.execute(f"DROP TRIGGER kept_as_it_is ON {table}")
    op.execute("DROP FUNCTION refuse_earlier_date()")
    op.execute("DROP FUNCTION refuse_change()")
    op.execute("DELETE FROM policies")
    op.execute("DELETE FROM holidays")
