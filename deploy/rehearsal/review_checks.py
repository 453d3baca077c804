"""What must hold of reviews: nobody is expelled unheard, and an order's effects are complete (R11.1, R11.4)."""

from __future__ import annotations

from typing import Any

from deploy.rehearsal.reader import Reader

_HEARD = """SELECT r.student_id FROM registration.reviews r JOIN registration.orders o USING (order_id)
            WHERE r.told_at <= o.issued_at AND r.reached_at <= o.issued_at
              AND (r.ground IN ('own_wish', 'transfer') OR r.explained_at <= o.issued_at
                   OR r.explain_until < o.issued_at)
              AND EXISTS (SELECT 1 FROM notifications.notices n
                          WHERE n.key = 'review_told:' || r.case_id AND n.person_id = r.student_id)"""
_EXPELLED = "SELECT student_id FROM registration.students WHERE status = 'expelled'"
_REVOKED = """SELECT v.review_id FROM registration.revocations v WHERE v.ended_at IS NOT NULL"""


def unheard(reader: Reader) -> dict[str, int]:
    """Each expelled person was told, had his days, and has an order; so had each whose order was revoked."""
    return _counts(
        reader,
        expelled=f"SELECT count(*) FROM ({_EXPELLED}) e",
        orders="SELECT count(*) FROM registration.reviews WHERE order_id IS NOT NULL",
        unheard=f"SELECT count(*) FROM ({_EXPELLED}) e WHERE student_id NOT IN ({_HEARD})",
        ordered_unheard=f"""SELECT count(*) FROM registration.reviews r WHERE r.order_id IS NOT NULL
                            AND r.student_id NOT IN ({_HEARD})""",
    )


def effects(reader: Reader) -> dict[str, int]:
    """No seat, open invoice or open line of an expelled person; all of it back, or listed, where it was revoked."""
    return _counts(
        reader,
        seats=f"""SELECT count(*) FROM registration.applications WHERE state <> 'ended'
                  AND student_id IN ({_EXPELLED})""",
        open_invoices=f"""SELECT count(*) FROM billing.invoices WHERE status = 'open'
                          AND student_id IN ({_EXPELLED})""",
        open_lines=f"""SELECT count(*) FROM grading.sheet_rows r JOIN grading.sheets s USING (sheet_id)
                       WHERE s.status = 'open' AND r.outcome IS DISTINCT FROM 'withdrawn'
                       AND r.student_id IN ({_EXPELLED})""",
        revoked=f"SELECT count(*) FROM ({_REVOKED}) v",
        still_expelled=f"""SELECT count(*) FROM registration.reviews r WHERE r.case_id IN ({_REVOKED})
                           AND r.student_id IN ({_EXPELLED}) AND r.student_id NOT IN
                           (SELECT student_id FROM registration.reviews WHERE way = 'expelled')""",
        not_back=f"""SELECT count(*) FROM registration.review_effects d WHERE d.state = 'done'
                     AND d.what IN ('standing', 'grant', 'course', 'line') AND d.case_id IN ({_REVOKED})
                     AND NOT EXISTS (SELECT 1 FROM registration.review_effects b WHERE b.case_id = d.case_id
                       AND b.what = d.what AND b.subject = d.subject AND b.state IN ('undone', 'lost'))""",
        lines_not_there=f"""SELECT count(*) FROM registration.review_effects d
                     JOIN grading.sheet_rows r ON r.row_id::text = d.subject JOIN grading.sheets s USING (sheet_id)
                     WHERE d.state = 'undone' AND d.what = 'line' AND d.case_id IN ({_REVOKED})
                     AND s.status = 'open' AND r.outcome = 'withdrawn'""",
    )


def cases(reader: Reader) -> dict[str, dict[str, int]]:
    """Ground: ending: how many reviews."""
    told: dict[str, dict[str, int]] = {}
    for row in reader.rows(
        """SELECT ground, coalesce(way, 'open') AS way, count(*) AS number FROM registration.reviews
           GROUP BY 1, 2 ORDER BY 1, 2"""
    ):
        told.setdefault(row["ground"], {})[row["way"]] = row["number"]
    return told


def _counts(reader: Reader, **queries: str) -> dict[str, Any]:
    return {name: reader.one(query) for name, query in queries.items()}
