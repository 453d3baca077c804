"""Sections to a statement, in the Kazakh banks' variant and the Russian one; every problem is named at once (R14.4)."""

from __future__ import annotations

from collections.abc import Iterable

from services.billing.domain import statements
from services.billing.domain.one_c.fields import Fields
from services.billing.domain.one_c.sections import Cut, Section, cut
from services.billing.domain.one_c.text import MARKER, Undecodable, decode
from services.billing.domain.reasons import Reason
from services.billing.domain.statements import Line, Party, Reading, Span, Statement


def read(raw: bytes) -> Reading:
    """Read a file. A statement comes out only where it agrees with itself to the tiyn."""
    try:
        decoded = decode(raw)
    except Undecodable:
        code = "encoding_unknown" if raw.lstrip(b"\xef\xbb\xbf").startswith(MARKER.encode()) else "not_1c"
        return Reading(None, (Reason(code, "R14.4", {"marker": MARKER}),))
    found = cut(decoded.text)
    if any(problem.code == "not_1c" for problem in found.problems):
        return Reading(None, tuple(found.problems), decoded.encoding)
    fields = Fields(found.problems)
    statement = _statement(found, fields)
    if statement is not None:
        fields.problems.extend(statements.problems(statement))
    return Reading(None if fields.problems else statement, tuple(fields.problems), decoded.encoding)


def _statement(found: Cut, fields: Fields) -> Statement | None:
    spans = [span for span in (_span(section, fields) for section in found.accounts) if span]
    lines = [line for line in (_line(section, fields, found.header) for section in found.documents) if line]
    account = _account(found, fields)
    if not found.accounts:
        fields.problem("no_account_section", found.header)
    if not spans or not account:
        return None
    spans.sort(key=lambda span: (span.from_on, span.through_on))
    since = fields.day(found.header, "ДатаНачала", needed=False) or spans[0].from_on
    until = fields.day(found.header, "ДатаКонца", needed=False) or spans[-1].through_on
    if (since > spans[0].from_on or until < spans[-1].through_on) or (
        len(spans) == 1 and _wider(since, until, spans[0])
    ):
        fields.problem("periods_differ", found.header, since=since, until=until)
    created = fields.day(found.header, "ДатаСоздания", needed=False)
    return Statement(account, since, until, created, tuple(spans), tuple(lines))


def _wider(since: object, until: object, span: Span) -> bool:
    return since != span.from_on or until != span.through_on


def _account(found: Cut, fields: Fields) -> str:
    named = {"".join(section.first("РасчСчет").split()).upper() for section in (found.header, *found.accounts)} - {""}
    if len(named) > 1:
        fields.problem("several_accounts", found.header, accounts=", ".join(sorted(named)))
    if not named:
        fields.problem("field_missing", found.header, field="РасчСчет")
    return min(named, default="")


def _span(section: Section, fields: Fields) -> Span | None:
    since, until = fields.day(section, "ДатаНачала"), fields.day(section, "ДатаКонца")
    amounts = [
        fields.amount(section, key, least=None if "Остаток" in key else 0)
        for key in ("НачальныйОстаток", "ВсегоПоступило", "ВсегоСписано", "КонечныйОстаток")
    ]
    if since is None or until is None:
        return None
    opening, received, spent, closing = amounts
    if opening is None or received is None or spent is None or closing is None:
        return None
    return Span(section.row, since, until, opening, received, spent, closing)


def _line(section: Section, fields: Fields, header: Section) -> Line | None:
    incoming = fields.incoming(section, header)
    amount = fields.amount_of_line(section)
    operation_on = fields.operation_day(section, incoming)
    documented_on = fields.day(section, "ДатаДокумента", "Дата", needed=False)
    number = section.first("НомерДокумента", "Номер")
    if not number:
        fields.problem("field_missing", section, field="НомерДокумента")
    if section.first("Валюта").upper() not in ("", "KZT", "398", "ТЕНГЕ"):
        fields.problem("currency_not_tenge", section, currency=section.first("Валюта"))
    if incoming is None or amount is None or operation_on is None:
        return None
    return Line(
        row=section.row, number=number, operation_on=operation_on, documented_on=documented_on, incoming=incoming,
        amount=amount, payer=_party(section, "Плательщик"), payee=_party(section, "Получатель"),
        purpose=_purpose(section), purpose_code=section.first("КодНазначенияПлатежа"),
    )  # fmt: skip


def _party(section: Section, who: str) -> Party:
    return Party(
        name=section.first(f"{who}Наименование", f"{who}1", who),
        id_number=section.first(f"{who}БИН_ИИН", f"{who}ИНН", f"{who}ИИН", f"{who}БИН"),
        account=section.first(f"{who}ИИК", f"{who}Счет", f"{who}РасчСчет"),
        bank=section.first(f"{who}БанкБИК", f"{who}БИК"),
    )


def _purpose(section: Section) -> str:
    parts: Iterable[str] = (section.first(f"НазначениеПлатежа{number}") for number in ("", *"123456"))
    return " ".join(part for part in dict.fromkeys(parts) if part)
