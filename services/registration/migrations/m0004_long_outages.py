"""Long outages and the deadlines that they hold; the chairman's releases; dates moved later (R13.1)."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

from shared.kernel_migrations import MOMENT, add_outages, drop_outages

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

KEPT = ("deadline_releases", "date_moves")


def upgrade() -> None:
    add_outages()
    op.add_column("applications", sa.Column("statements_by", MOMENT))
    op.create_table(
        "held_deadlines",
        sa.Column("service", sa.String(), nullable=False),
        sa.Column("version_no", sa.Integer(), nullable=False),
        sa.Column("held", JSONB(), nullable=False),
        sa.PrimaryKeyConstraint("service", name="pk_held_deadlines"),
    )
    op.create_table(
        "deadline_releases",
        sa.Column("release_id", sa.Uuid(), nullable=False),
        sa.Column("released_at", MOMENT, nullable=False),
        sa.Column("service", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("since", MOMENT, nullable=False),
        sa.Column("through", MOMENT, nullable=False),
        sa.Column("why", sa.String(), nullable=False),
        *_recorded(),
        sa.PrimaryKeyConstraint("release_id", name="pk_deadline_releases"),
    )
    _date_moves()
    for table in KEPT:
        op.execute(
            f"CREATE TRIGGER kept_as_it_is BEFORE UPDATE OR DELETE ON {table}"
            " FOR EACH ROW EXECUTE FUNCTION refuse_change()"
        )
        op.execute(f"CREATE TRIGGER never_emptied BEFORE TRUNCATE ON {table} EXECUTE FUNCTION refuse_change()")


def _date_moves() -> None:
    op.create_table(
        "date_moves",
        sa.Column("move_id", sa.Uuid(), nullable=False),
        sa.Column("term_id", sa.Uuid(), nullable=False),
        sa.Column("cause", sa.String(), nullable=False),
        sa.Column("version_no", sa.Integer(), nullable=False),
        sa.Column("moved_at", MOMENT, nullable=False),
        sa.Column("moved", JSONB(), nullable=False),
        sa.Column("seats", sa.Integer(), nullable=False),
        sa.Column("why", sa.String(), nullable=False),
        *_recorded(),
        sa.CheckConstraint("cause IN ('act', 'outage', 'day_off')", name="ck_date_moves_cause"),
        sa.ForeignKeyConstraint(["term_id"], ["terms.term_id"], name="fk_date_moves_term_id_terms"),
        sa.PrimaryKeyConstraint("move_id", name="pk_date_moves"),
    )
    op.create_index("ix_date_moves_term_id", "date_moves", ["term_id"])


def _recorded() -> tuple[sa.Column[object], ...]:
    return (
        sa.Column("recorded_at", MOMENT, nullable=False),
        sa.Column("recorded_by", sa.Uuid()),
        sa.Column("on_behalf_of", sa.Uuid()),
    )


def downgrade() -> None:
    for table in KEPT:
        op.drop_table(table)
    op.drop_table("held_deadlines")
    op.drop_column("applications", "statements_by")
    drop_outages()
