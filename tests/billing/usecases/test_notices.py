"""Whatever billing tells a student has its words in three languages, with all that they ask for (R13.2)."""

from __future__ import annotations

from string import Formatter

import pytest
from sqlalchemy.orm import Session

from services.billing.usecases import advances
from shared.i18n import texts
from tests.billing import world
from tests.billing.test_books import a_busy_week
from tests.billing.usecases.test_refunds import late_money


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_every_notice_has_its_words_and_their_values(office: Session, language: str) -> None:
    a_busy_week(office)
    said = world.told(office, "notifications.notify")
    assert len({body["template"] for body in said}) >= 8
    for body in said:
        for part in ("subject", "body"):
            words = texts("notifications").text(language, f"notice.{body['template']}.{part}")
            asked = {name for _, name, _, _ in Formatter().parse(words) if name}
            assert asked <= set(body["params"]), (body["template"], asked)  # type: ignore[call-overload]


def test_the_courses_title_is_in_the_students_language(office: Session) -> None:
    request = late_money(office)
    other = world.invoice(office, credits=1, due=world.DUE.replace(day=20))
    advances.use(office, world.ALIYA, other.invoice_id)
    assert request.status == "withdrawn"
    assert world.notices(office, "advance_used")[0]["params"]["course"] == "Математика (MAT1201)"  # type: ignore[index]
