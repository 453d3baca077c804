"""What people do by mistake: a wrong password, a wrong file, an empty form, the back button after signing out."""

from __future__ import annotations

from pathlib import Path

from tests.browser.conftest import Comes
from tests.browser.office import Office
from tests.browser.person import SIGN_IN, Person


def test_a_wrong_password_is_told_and_the_login_stays_typed(comes: Comes) -> None:
    finance = comes("finance", "ru")
    finance.sign_out()
    finance.enter("not the password")
    assert SIGN_IN in finance.page.url
    assert finance.page.get_by_role("alert").count() == 1
    assert finance.page.input_value("#login") == finance.account.login
    assert finance.page.input_value("#password") == ""


def test_after_signing_out_the_back_button_shows_nothing(comes: Comes) -> None:
    finance = comes("finance", "kk")
    finance.go("/billing/desk")
    finance.sign_out()
    finance.page.go_back()
    finance.page.wait_for_url(f"**{SIGN_IN}*")
    assert finance.page.locator(".tile").count() == 0


def test_a_file_that_is_no_statement_is_told_and_nothing_is_loaded(comes: Comes, tmp_path: Path) -> None:
    finance = comes("finance", "en")
    for name, content in (("photo.png", b"\x89PNG"), ("letter.txt", "Сәлем".encode()), ("empty.txt", b"")):
        assert _sent(finance, tmp_path / name, content), name
        assert finance.page.locator("main form[action$='/load']").count() == 0
    finance.go("/billing/statements/new")
    finance.send()
    assert finance.page.locator("#file[aria-invalid=true]").count() == 1


def _sent(finance: Person, file: Path, content: bytes) -> bool:
    """Whether the answer says what is wrong."""
    file.write_bytes(content)
    finance.go("/billing/statements/new")
    finance.page.set_input_files("#file", file)
    finance.send()
    return finance.page.get_by_role("alert").count() == 1


def test_a_proposal_that_is_refused_keeps_what_was_typed(office: Office, comes: Comes) -> None:
    dean = comes("dean", "kk")
    dean.go("/registration/proposals/new")
    dean.page.locator("main input[type=checkbox]").first.check()
    dean.page.locator("main input[name^=capacity_]").first.fill("17")
    dean.page.fill("#starts_on", office.today.isoformat())
    dean.send()
    assert dean.page.get_by_role("alert").count() >= 1
    assert dean.page.input_value("#starts_on") == office.today.isoformat()
    assert dean.page.locator("main input[name^=capacity_]").first.input_value() == "17"
    assert dean.page.locator("main input[type=checkbox]").first.is_checked()
