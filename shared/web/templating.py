"""What every template has at hand: texts, printed values, macros, the menu, assets."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from flask import Blueprint, Flask
from jinja2 import StrictUndefined
from sqlalchemy.exc import SQLAlchemyError

from shared.clock import now
from shared.db import Database
from shared.i18n import LANGUAGES, show_date, show_mark, show_moment, show_money, show_number
from shared.identity.actor import acting
from shared.money import Money
from shared.web.assets import asset_url
from shared.web.charts import draw
from shared.web.identity import here
from shared.web.language import NAMES, current_language, current_texts, shown, t
from shared.web.navigation import menu
from shared.web.policy_words import policy_words
from shared.web.problems import rule_url

_MACROS = (
    "form_of",
    "field",
    "post_button",
    "confirm_button",
    "badge",
    "card",
    "facts",
    "steps",
    "timeline",
    "chain_of",
    "number_tile",
    "notice",
    "chart",
    "rule",
    "copyable",
    "table_of",
    "reasons_of",
    "menu_of",
)


def install_templates(app: Flask, db: Database) -> None:
    """Templates of the kit, filters in the caller's language, and macros that need no import."""
    folder = Path(__file__).with_name("templates")
    app.register_blueprint(Blueprint("kit", __name__, template_folder=str(folder)))
    environment = app.jinja_env
    environment.undefined = StrictUndefined
    environment.trim_blocks = environment.lstrip_blocks = True
    service = app.config["SERVICE"]
    environment.filters.update(money=_money, day=_day, moment=_moment, number=_number, mark=_mark, shown=_shown)
    environment.globals.update(
        t=t,
        has_text=lambda key: current_texts().has(key),
        language=current_language,
        languages=[(code, NAMES[code]) for code in LANGUAGES],
        menu=menu,
        actor=acting.get,
        here=here,
        asset=lambda name: asset_url(service, name),
        draw_chart=draw,
        rule_url=rule_url,
        service=service,
        cell=_cell,
        aria=_aria,
        rehearsal_moment=lambda: _rehearsal_moment(app, db),
    )
    with app.app_context():
        module: Any = environment.get_template("kit/macros.html").module
    environment.globals.update({name: getattr(module, name) for name in _MACROS})


def _rehearsal_moment(app: Flask, db: Database) -> datetime | None:
    """In rehearsal, what time it is in the office; pages say it, since it is not the time on the wall."""
    if not app.config["WEB"].rehearsal:
        return None
    try:
        with db.read() as session:
            return now(session).office
    except SQLAlchemyError:
        return None


def _money(value: Money | None) -> str:
    return "" if value is None else show_money(value, current_language())


def _day(value: date | None) -> str:
    return "" if value is None else show_date(value, current_language())


def _moment(value: datetime | None) -> str:
    return "" if value is None else show_moment(value, current_language())


def _number(value: Decimal | int | None) -> str:
    return "" if value is None else show_number(value, current_language())


def _mark(value: Decimal | int | None) -> str:
    return "" if value is None else show_mark(value, current_language())


def _shown(value: Any) -> str:
    return "" if value is None else shown(value)


def _cell(value: Any, kind: str) -> str:
    """A table's cell as text; badges are the macro's work."""
    if value is None:
        return ""
    if kind == "flag":
        return t("word.yes" if value else "word.no")
    printers: dict[str, Any] = {
        "money": _money, "day": _day, "moment": _moment, "number": _number, "mark": _mark, "policy": policy_words,
    }  # fmt: skip
    printed: str = printers.get(kind, str)(value)
    return printed


def _aria(field: Any, described_by: str) -> dict[str, str]:
    """What a screen reader is told of a field: that it is wrong, and which lines speak of it."""
    told = {"aria-invalid": "true" if field.errors else "", "aria-describedby": described_by}
    return {name: value for name, value in told.items() if value}
