"""The same statement in another format changes nothing; each format takes the same way to the books (R14.2, R14.4)."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from services.billing.models import Invoice, StatementLine
from services.billing.queries.tie_out import tie_out
from services.billing.usecases import examination, statements
from shared.clock import at, set_office
from shared.errors import Refused
from tests.billing import world
from tests.billing.domain import test_camt, test_mt940
from tests.billing.domain.files import Op
from tests.billing.world import DAY

NEXT_DAY = date(2025, 6, 3)


def in_each_format(one: Invoice) -> list[bytes]:
    """One day with one payment, as the banks' text file, as camt.053 and as MT940."""
    op = Op(str(one.amount), one.number, number="b-7", day=DAY, payer="Мать Әлии", payer_account="KZ77")
    text = world.day_file(DAY, "10000", op, created=NEXT_DAY)
    xml = test_camt.document(test_camt.entry(str(one.amount), "CRDT", "b-7", one.number), closing="102500.00")
    head, _, rest = test_mt940.GOOD.replace("TK25-000123-27", one.number).partition(":61:2506020602D")
    swift = head + rest[rest.index(":62F:") :].replace("98499,5", "102500,")
    return [text, xml, swift.encode()]


@pytest.mark.parametrize("first", range(3))
def test_a_payment_pays_in_each_format_and_comes_once_in_all_of_them(office: Session, first: int) -> None:
    one = world.invoice(office)
    set_office(office, at(NEXT_DAY, 10))
    files = in_each_format(one)
    for nth in range(3):
        content = files[(first + nth) % 3]
        seen = examination.examine(office, content)
        assert (seen.problems, len(seen.new)) == ((), 1 if nth == 0 else 0)
        assert statements.load(office, content, str(nth)).new_lines == len(seen.new)
    assert (one.status, one.paid_on) == ("paid", DAY)
    assert office.scalar(select(func.count()).select_from(StatementLine)) == 1
    assert tie_out(office).holds


def test_another_format_that_contradicts_a_closed_day_is_refused(office: Session) -> None:
    text, xml, _ = in_each_format(world.invoice(office))
    set_office(office, at(NEXT_DAY, 10))
    statements.load(office, text, "1")
    with pytest.raises(Refused) as refused:
        statements.load(office, xml.replace(b"KZ77", b"KZ78"), "2")
    assert {one.code for one in refused.value.reasons} == {"new_line_in_closed_day", "loaded_lines_missing"}
