"""which hours of the chain of dates count for results: a value of the policies that stand (R5.1)."""

from alembic import op

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None

KEYS = "('summer_dates', 'retake_dates')"


def upgrade() -> None:
    """Where a chairman's own version stands, a next one says the same with the new value beside it."""
    op.execute(
        f"""INSERT INTO policies (policy_id, key, scope, version, valid_from, value, rule, why, recorded_at)
            SELECT gen_random_uuid(), key, scope, version + 1, greatest(valid_from, current_date),
                   value || '{{"results_in_working_hours": false}}', rule, 'R5.1', now()
            FROM (SELECT DISTINCT ON (key, scope) * FROM policies WHERE key IN {KEYS}
                  ORDER BY key, scope, version DESC) last
            WHERE NOT value ? 'results_in_working_hours'"""
    )


def downgrade() -> None:
    """A recorded version stays; what its value holds beside the older names is not looked at."""
