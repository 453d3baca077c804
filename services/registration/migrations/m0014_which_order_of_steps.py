"""which order of steps a case stands by: steps were added within version 1, so what stands by them is of version 2.

A case stands by the number of its step. Where number and label are of the first order, it goes on by version 1; what
stands before the first added step stands alike in both, and goes on by the order that the office works by now.
"""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

FIRST_ORDER = {
    "registration.summer_enrolment": {
        "running": (
            (4, "issue the invoice"), (5, "the payment"), (5, "wait or let it lapse"), (8, "open the sheet rows"),
            (9, "the result"),
        ),
        "ended": (
            (4, "invoice_refused"), (5, "lapsed_unpaid"), (8, "rows_refused"), (11, "debt_closed"), (11, "debt_kept"),
            (11, "not_admitted"), (11, "did_not_appear"),
        ),
    },
    "registration.summer_term": {
        "running": (
            (11, "offers end"), (13, "lists to the teachers"), (15, "classes begin"), (17, "the sheets are due"),
        ),
        "ended": ((19, "finished"),),
    },
}  # fmt: skip
"""Where a case of the first order stands: step and label while it runs, step and way once it has ended."""

cases = sa.table(
    "cases", *(sa.column(name) for name in ("workflow", "version", "state", "path", "step", "label", "way"))
)


def by_new_order() -> list[sa.Update]:
    """Statements that leave the cases of the first order at version 1 and put the others to version 2."""
    return [_rest(workflow, places) for workflow, places in FIRST_ORDER.items()]


def _rest(workflow: str, places: dict[str, tuple[tuple[int, str], ...]]) -> sa.Update:
    running = sa.and_(cases.c.state == "running", sa.tuple_(cases.c.step, cases.c.label).in_(places["running"]))
    ended = sa.and_(cases.c.state == "ended", sa.tuple_(cases.c.step, cases.c.way).in_(places["ended"]))
    first = sa.and_(cases.c.path == "", sa.or_(running, ended))
    mine = sa.and_(cases.c.workflow == workflow, cases.c.version == 1)
    return sa.update(cases).where(mine, sa.not_(first)).values(version=2)


def upgrade() -> None:
    for statement in by_new_order():
        op.execute(statement)


def downgrade() -> None:
    op.execute(sa.update(cases).where(cases.c.workflow.in_(FIRST_ORDER)).values(version=1))
