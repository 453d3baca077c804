"""By which rules income goes past our services, which accounts are watched; both with their days (R14.2, R8.4)."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import select

from services.billing.db import db
from services.billing.models import BankAccount, ClassRuleRow
from services.billing.pages.providers import EndForm
from services.billing.usecases import accounts, class_rules
from services.billing.usecases.accounts import NewAccount
from services.billing.usecases.class_rules import NewRule
from shared.errors import NotFound
from shared.i18n import LANGUAGES
from shared.web import (
    CheckField,
    ChoiceField,
    Column,
    DataTable,
    DateField,
    Form,
    TextField,
    WholeNumberField,
    allows,
    back_to,
    current_actor,
    current_language,
    page_blueprint,
    render,
    render_form,
    shown_in,
    t,
)

pages = page_blueprint("billing", "classes", __name__, "/classes")


class RuleForm(Form):
    """A class of lines that are not ours."""

    number = WholeNumberField("rules.number", required=True, least=1, most=9999, help="rules.number_help")
    kk = TextField("rules.title_kk", required=True, max=100)
    ru = TextField("rules.title_ru", required=True, max=100)
    en = TextField("rules.title_en", required=True, max=100)
    direction = ChoiceField("rules.direction", required=True)
    words = TextField("rules.words", max=1000, lines=3, help="rules.words_help")
    unless_words = TextField("rules.unless", max=1000, lines=3, help="rules.unless_help")
    purpose_codes = TextField("rules.codes", max=200)
    valid_from = DateField("tariff.valid_from", required=True)


class AccountForm(Form):
    """An account of ours."""

    iban = TextField("account.iban", required=True, max=34)
    title = TextField("account.name", required=True, max=100)
    bank = TextField("paper.bank", required=True, max=100)
    bic = TextField("rules.bic", max=11)
    for_payments = CheckField("rules.for_payments")


RULES = DataTable(
    "rules",
    Column("number", "rules.number", kind="number"),
    Column("title", "rules.title", link=lambda row: _end_address(row)),
    Column("way", "rules.direction"),
    Column("words", "rules.words"),
    Column("unless", "rules.unless"),
    Column("codes", "rules.codes"),
    Column("valid_from", "tariff.valid_from", kind="day"),
    Column("valid_until", "rules.until", kind="day"),
    empty="table.empty",
)
ACCOUNTS = DataTable(
    "watched",
    Column("title", "account.name"),
    Column("iban", "account.iban"),
    Column("bank", "paper.bank"),
    Column("for_payments", "rules.for_payments", kind="flag"),
    Column("added_at", "rules.added_at", kind="moment"),
    Column("first_on", "rules.first_on", kind="day"),
    Column("complete_through", "account.through", kind="day"),
    empty="account.none",
)


@pages.get("")
@allows("billing.see_statements")
def index() -> ResponseReturnValue:
    """Rules of classes, accounts."""
    with db.read() as session:
        rules = [_shown(row) for row in session.scalars(select(ClassRuleRow).order_by(ClassRuleRow.number))]
        watched = list(session.scalars(select(BankAccount).order_by(BankAccount.iban)))
        return render(
            "billing/classes.html", rules=RULES.of_rows(rules), watched=ACCOUNTS.of_rows(watched), edits=_may_edit()
        )


@pages.route("/new", methods=["GET", "POST"])
@allows("billing.edit_rules")
def add() -> ResponseReturnValue:
    """Add a rule; lines that are loaded stay where they are."""
    form = RuleForm()
    form.direction.choices = [("in", t("statement.received")), ("out", t("statement.spent"))]
    if form.validate_on_submit():
        with shown_in(form), db.transaction() as session:
            class_rules.add(session, _new(form))
            return back_to("classes.index", said="rules.added")
    return render_form("billing/rule_form.html", form=form, heading="rules.new", back="classes.index")


@pages.route("/<uuid:rule_id>/end", methods=["GET", "POST"])
@allows("billing.edit_rules")
def end(rule_id: UUID) -> ResponseReturnValue:
    """Name the last day of a rule."""
    form = EndForm()
    if form.validate_on_submit():
        with shown_in(form), db.transaction() as session:
            class_rules.end(session, rule_id, form.until.data)
            return back_to("classes.index", said="rules.ended")
    with db.read() as session:
        if session.get(ClassRuleRow, rule_id) is None:
            raise NotFound("class")
    return render_form("billing/rule_form.html", form=form, heading="rules.end", back="classes.index")


@pages.route("/accounts/new", methods=["GET", "POST"])
@allows("billing.edit_rules")
def add_account() -> ResponseReturnValue:
    """Watch an account: from now on no invoice lapses without its statements (R8.4)."""
    form = AccountForm()
    if form.validate_on_submit():
        new = NewAccount(form.iban.data, form.title.data, form.bank.data, form.bic.data or "", form.for_payments.data)
        with shown_in(form), db.transaction() as session:
            accounts.open_account(session, new)
            return back_to("classes.index", said="rules.account_added")
    return render_form("billing/rule_form.html", form=form, heading="rules.new_account", back="classes.index")


def _new(form: RuleForm) -> NewRule:
    titles = {language: getattr(form, language).data for language in LANGUAGES}
    return NewRule(
        form.number.data, titles, form.direction.data == "in", _listed(form.words.data),
        _listed(form.unless_words.data), _listed(form.purpose_codes.data), form.valid_from.data,
    )  # fmt: skip


def _listed(written: str | None) -> list[str]:
    return [word.strip() for word in (written or "").split(",") if word.strip()]


def _shown(row: ClassRuleRow) -> dict[str, Any]:
    return {
        "rule_id": row.rule_id, "number": row.number, "title": row.titles.get(current_language(), ""),
        "way": t("statement.received" if row.incoming else "statement.spent"), "words": ", ".join(row.words),
        "unless": ", ".join(row.unless_words), "codes": ", ".join(row.purpose_codes), "valid_from": row.valid_from,
        "valid_until": row.valid_until,
    }  # fmt: skip


def _end_address(row: dict[str, Any]) -> str | None:
    return url_for("classes.end", rule_id=row["rule_id"]) if _may_edit() else None


def _may_edit() -> bool:
    return current_actor().may("billing.edit_rules")
