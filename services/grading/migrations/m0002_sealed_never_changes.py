"""What is sealed or recorded never changes (R5.3), and the shipped policies, scales and marks (R4)."""

from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

from services.grading.domain.shipped import OTHER_MARKS, POLICIES, SCALES

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

SEALED_SHEET = """
CREATE FUNCTION refuse_change_of_sealed_sheet() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    IF OLD.status = 'sealed' THEN
        RAISE EXCEPTION 'sheet % is sealed and never changes (R5.3)', OLD.number USING ERRCODE = 'restrict_violation';
    END IF;
    IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
    RETURN NEW;
END $$
"""

# FOR SHARE: a row that is changed while its sheet is being sealed waits for the seal, and is then refused.
SEALED_ROW = """
CREATE FUNCTION refuse_change_of_sealed_row() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
DECLARE
    line record;
    sheet record;
BEGIN
    IF TG_OP = 'DELETE' THEN line := OLD; ELSE line := NEW; END IF;
    SELECT number, status INTO sheet FROM sheets WHERE sheet_id = line.sheet_id FOR SHARE;
    IF sheet.status = 'sealed' THEN
        RAISE EXCEPTION 'sheet % is sealed and never changes (R5.3)', sheet.number USING ERRCODE = 'restrict_violation';
    END IF;
    IF TG_OP = 'UPDATE' AND OLD.sheet_id <> NEW.sheet_id THEN
        RAISE EXCEPTION 'a line never moves to another sheet (R5.3)' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN line;
END $$
"""

FOR_EVER = """
CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'rows of % are kept as they are (R5.3)', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$
"""

KEPT_FOR_EVER = ("marks", "attempts", "seals", "policies")


def upgrade() -> None:
    for function in (SEALED_SHEET, SEALED_ROW, FOR_EVER):
        op.execute(function)
    op.execute(
        "CREATE TRIGGER sealed_never_changes BEFORE UPDATE OR DELETE ON sheets"
        " FOR EACH ROW EXECUTE FUNCTION refuse_change_of_sealed_sheet()"
    )
    op.execute(
        "CREATE TRIGGER sealed_never_changes BEFORE INSERT OR UPDATE OR DELETE ON sheet_rows"
        " FOR EACH ROW EXECUTE FUNCTION refuse_change_of_sealed_row()"
    )
    for table in KEPT_FOR_EVER:
        op.execute(
            f"CREATE TRIGGER kept_for_ever BEFORE UPDATE OR DELETE ON {table}"
            " FOR EACH ROW EXECUTE FUNCTION refuse_change()"
        )
    for table in (*KEPT_FOR_EVER, "sheets", "sheet_rows"):
        op.execute(f"CREATE TRIGGER never_emptied BEFORE TRUNCATE ON {table} EXECUTE FUNCTION refuse_change()")
    lay_down_what_is_shipped()


ADDED_LATER = ("sheet_clock", "work_from", "work_until")
"""Columns of policies that a later migration adds, with their defaults."""


def lay_down_what_is_shipped() -> None:
    now = datetime.now(UTC)
    for policy in POLICIES:
        shipped = {name: value for name, value in asdict(policy).items() if name not in ADDED_LATER}
        row = {**shipped, "reason": "R4", "recorded_at": now}
        insert("policies", row, json=("attestation_weeks", "attestation_weights"))
    for scale in SCALES:
        for grade in scale.grades:
            insert("scale_grades", {"scale": scale.version, **asdict(grade), "printed": grade.printed or grade.letter})
    for mark in OTHER_MARKS:
        insert("other_marks", asdict(mark))
    insert("chain_heads", {"name": "sheets", "number": 0, "digest": "0" * 64})


def insert(table: str, row: dict[str, Any], json: tuple[str, ...] = ()) -> None:
    columns = [sa.column(name, JSONB() if name in json else None) for name in row]
    values = {name: list(value) if name in json else value for name, value in row.items()}
    op.execute(sa.insert(sa.table(table, *columns)).values(values))


def downgrade() -> None:
    for table in (*KEPT_FOR_EVER, "sheets", "sheet_rows"):
        op.execute(f"DROP TRIGGER never_emptied ON {table}")
    for table in KEPT_FOR_EVER:
        op.execute(f"DROP TRIGGER kept_for_ever ON {table}")
    for table in ("sheets", "sheet_rows"):
        op.execute(f"DROP TRIGGER sealed_never_changes ON {table}")
    for function in ("refuse_change_of_sealed_sheet", "refuse_change_of_sealed_row", "refuse_change"):
        op.execute(f"DROP FUNCTION {function}()")
    for table in ("policies", "scale_grades", "other_marks", "chain_heads"):
        op.execute(f"DELETE FROM {table}")
