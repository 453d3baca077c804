"""A mark as a teacher enters it: 0 to 100, at most two decimals; everything else is impossible and named."""

from __future__ import annotations

import re
from decimal import Decimal

from services.grading.domain.reasons import Reason

_WRITTEN = re.compile(r"[0-9]{1,3}(?:[.,][0-9]+)?")
HIGHEST = Decimal(100)


def read_mark(written: str) -> Decimal | Reason:
    """The mark that somebody wrote, with a decimal comma or a point; or why it can't be one (R4.1)."""
    text = written.strip()
    if not _WRITTEN.fullmatch(text):
        return Reason("mark_is_no_number", "R4.1", {"value": text[:20]})
    mark = Decimal(text.replace(",", "."))
    return why_impossible(mark) or mark


def why_impossible(mark: Decimal) -> Reason | None:
    """Why this number can't be a mark; None if it can."""
    if not mark.is_finite():
        return Reason("mark_is_no_number", "R4.1", {"value": str(mark)})
    if not 0 <= mark <= HIGHEST:
        return Reason("mark_out_of_range", "R4.1", {"value": str(mark)})
    if mark != round(mark, 2):
        return Reason("mark_too_fine", "R4.1", {"value": str(mark)})
    return None
