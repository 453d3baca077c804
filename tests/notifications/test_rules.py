"""The rules of telling people, without a database."""

from datetime import timedelta
from string import Formatter

import pytest

from services.notifications.domain.channels import LONGEST_PAUSE, TRIES, channels, pause_after, refusals_to_try_again
from services.notifications.domain.required import REQUIRED, is_required
from services.notifications.wording import findable, missing, templates, worded
from shared.i18n import LANGUAGES, folded, texts

INVOICE = {
    "course": "IT203",
    "title": "Деректер қоры",
    "number": "26-000017-4",
    "amount": "money:92500.00",
    "due": "date:2026-06-03",
}


def test_the_inbox_always_has_it_and_email_unless_it_is_switched_off() -> None:
    assert channels(email_is_on=True, required_by_law=False) == ("inbox", "email")
    assert channels(email_is_on=False, required_by_law=False) == ("inbox",)


def test_what_the_law_requires_can_not_be_switched_off() -> None:
    assert channels(email_is_on=False, required_by_law=True) == ("inbox", "email")


@pytest.mark.parametrize("template", sorted(REQUIRED))
def test_what_is_required_is_a_notice_that_there_is(template: str) -> None:
    assert template in templates()


def test_an_invoice_is_required_by_its_kind_and_a_reminder_only_if_its_sender_says_so() -> None:
    assert is_required("invoice_issued", asked=False)
    assert is_required("payment_reminder", asked=True)
    assert not is_required("payment_reminder", asked=False)


def test_pauses_double_up_to_an_hour_and_end() -> None:
    pauses = [pause_after(tries) for tries in range(1, TRIES)]
    assert pauses[:3] == [timedelta(seconds=5), timedelta(seconds=10), timedelta(seconds=20)]
    assert pauses[-1] == LONGEST_PAUSE
    assert pause_after(TRIES) is None


def test_only_what_failed_or_had_no_address_is_tried_again() -> None:
    assert [reason.rule for reason in refusals_to_try_again("sent")] == ["R13.2"]
    assert list(refusals_to_try_again("failed")) == list(refusals_to_try_again("no_address")) == []


@pytest.mark.parametrize(
    ("written", "printed"),
    [
        ("money:1234.50", "1 234,50 ₸"),
        ("date:2026-06-09", "09.06.2026"),
        ("moment:2026-06-09T13:00:00+00:00", "09.06.2026 18:00"),
        ("number:3", "3"),
        ("number:49.5", "49,5"),
        ("text:channel.email", "Электронная почта"),
        ("text:no.such.key", "text:no.such.key"),
        ("B-", "B-"),
        ("money:much", "money:much"),
        ("date:tomorrow", "date:tomorrow"),
        ("Room: 201", "Room: 201"),
    ],
)
def test_a_value_is_printed_as_its_prefix_says(written: str, printed: str) -> None:
    said = worded("refund_paid_out", {"amount": written}, "ru").subject
    assert said.replace("\u00a0", " ") == f"Возвращено: {printed}"


def test_each_language_prints_money_and_moments_as_it_does() -> None:
    said = {language: worded("invoice_issued", INVOICE, language) for language in LANGUAGES}
    assert "92\u00a0500,00 ₸" in said["kk"].subject
    assert "92,500.00 ₸" in said["en"].subject
    assert "03.06.2026" in said["ru"].body
    assert "3 Jun 2026" in said["en"].body
    offered = worded("seat_offered", {"until": "moment:2026-06-03T18:59:59+00:00"}, "en")
    assert "3 Jun 2026, 23:59" in offered.subject, "the moment in Almaty"
    assert "төлемге шоты" in said["kk"].subject
    assert "Счёт на оплату" in said["ru"].subject


def test_a_missing_value_is_a_dash_and_an_unknown_template_is_still_a_notice() -> None:
    assert worded("refund_paid_out", {}, "en").subject == "Refunded: –"
    assert "(no_such_thing)" in worded("no_such_thing", {}, "kk").body


def test_what_a_sender_forgot_is_known() -> None:
    assert missing("invoice_issued", INVOICE) == {"price", "credits"}
    assert missing("no_such_thing", INVOICE) == {"no_such_thing"}


def test_values_can_not_reach_into_the_program() -> None:
    said = worded("refund_paid_out", {"amount": "{amount.__class__} {0}"}, "en")
    assert said.subject == "Refunded: {amount.__class__} {0}"


@pytest.mark.parametrize("template", templates())
def test_every_text_fills_in_the_same_values_in_every_language(template: str) -> None:
    catalogue = texts("notifications")
    for part in ("subject", "body"):
        names = [names_in(catalogue.text(language, f"notice.{template}.{part}")) for language in LANGUAGES]
        assert names[0] == names[1] == names[2], part


def test_a_notice_is_found_by_its_subject_in_any_language() -> None:
    found = findable("invoice_issued", INVOICE)
    assert folded("Счёт на оплату") in found
    assert folded("Invoice 26-000017-4") in found


def names_in(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name}
