"""The bank of a rehearsal: one account, a statement file a day (R14.4), students' payments among others' lines."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from deploy.rehearsal.habits import number
from shared.money import Money, total
from shared.people_ids import check_digit

_NO_KAZAKH = str.maketrans("ӘӨҚҮҰҒҢҺІәөқүұғңһі", "АОКУУГННIаокуугннi")
"""What the code pages of banks make of Kazakh letters."""
ACCOUNT = "KZ86125KZT5004100100"
UNIVERSITY = "980540000397"


@dataclass(frozen=True, slots=True)
class Line:
    """A document of the bank; ``received`` tells the direction."""

    payer: str
    payer_iin: str
    payer_account: str
    purpose: str
    amount: Money
    received: bool = True
    payee: tuple[str, str, str] | None = None
    """Of spending: to whom, his IIN or BIN, his account."""
    on: date | None = None
    """Its day, in a statement of several."""


@dataclass(slots=True)
class Days:
    """What a statement tells: from which day, the balance before, what came and went, its documents."""

    since: date
    opening: Money
    came: Money = field(default_factory=Money)
    went: Money = field(default_factory=Money)
    documents: list[str] = field(default_factory=list)

    @property
    def closing(self) -> Money:
        return self.opening + self.came - self.went

    def and_then(self, later: Days) -> Days:
        """Both as one."""
        documents = [*self.documents, *later.documents]
        return Days(self.since, self.opening, self.came + later.came, self.went + later.went, documents)


@dataclass(slots=True)
class Bank:
    """Keeps the balance and numbers its documents, from day to day without a gap."""

    seed: int
    balance: Money = field(default_factory=lambda: Money.of(48_250_000))
    documents: int = 0
    income: Money = field(default_factory=Money)
    last: Days | None = None
    """What the statement before this one told."""

    def statement(
        self, day: date, payments: Sequence[Line], since: date | None = None, *, once_more: bool = False
    ) -> bytes:
        """The statement of one day, or of the days ``since`` then, in one of the encodings that banks use.

        ``once_more``: with all that the last statement told, as banks do who are asked for a longer time.
        """
        lines = [*payments, *self._others(day)]
        told = Days(since or day, self.balance)
        told.came = total(line.amount for line in lines if line.received)
        told.went = total(line.amount for line in lines if not line.received)
        told.documents = self._documents(day, lines)
        self.income += told.came
        self.balance = told.closing
        whole = self.last.and_then(told) if once_more and self.last else told
        self.last = told
        encoding, name = (("cp1251", "Windows"), ("cp866", "DOS"), ("utf-8-sig", "UTF-8"))[day.toordinal() % 3]
        text = "\r\n".join([*_head(whole, day, name), *whole.documents, "КонецФайла", ""])
        return text.translate(_NO_KAZAKH).encode(encoding)

    def _documents(self, day: date, lines: Sequence[Line]) -> list[str]:
        written: list[str] = []
        for line in lines:
            self.documents += 1
            written += _document(line.on or day, self.documents, line)
        return written

    def _others(self, day: date) -> list[Line]:
        """What is not ours to match: tuition, salaries, taxes; none on days when the bank is closed."""
        if day.weekday() > 4:
            return []
        count = 3 + number(self.seed, "noise", day.isoformat()) % 5
        return [self._other(day, n) for n in range(count)]

    def _other(self, day: date, nth: int) -> Line:
        lot = number(self.seed, "noise", day.isoformat(), str(nth))
        amount = Money(100 * (50_000 + lot % 700_000))
        kind = lot // 7 % 4
        if kind == 0:
            return Line(
                "ТОО Қамқор", company(lot), account(lot), f"Оплата за обучение по договору {lot % 9000}", amount
            )
        if kind == 1:
            return Line("АО Энергосбыт", company(lot), account(lot), "Аренда помещения, договор 14", amount)
        if kind == 2:
            return Line("Университет", UNIVERSITY, ACCOUNT, "Заработная плата за месяц", amount, received=False)
        return Line("Университет", UNIVERSITY, ACCOUNT, "Социальный налог", amount, received=False)


def account(lot: int) -> str:
    """A Kazakh account number with right check digits (ISO 13616, mod 97)."""
    inner = f"125KZT{lot % 10**10:010d}"
    rest = int("".join(str(int(c, 36)) for c in inner + "KZ00")) % 97
    return f"KZ{98 - rest:02d}{inner}"


def company(lot: int) -> str:
    """A BIN with a right check digit (R14.3)."""
    for serial in range(lot % 9000, lot % 9000 + 100):
        eleven = f"9805400{serial:04d}"
        last = check_digit(eleven)
        if last is not None:
            return f"{eleven}{last}"
    raise AssertionError("one in eleven numbers at most does not exist")


def _amount(money: Money) -> str:
    """As banks write it: a point, trailing zeros dropped."""
    return str(money).rstrip("0").rstrip(".")


def _head(told: Days, day: date, encoding: str) -> list[str]:
    span = [f"ДатаНачала={told.since:%d.%m.%Y}", f"ДатаКонца={day:%d.%m.%Y}"]
    return [
        "1CClientBankExchange",
        "ВерсияФормата=2.00",
        f"Кодировка={encoding}",
        "Отправитель=Банк",
        "Получатель=1С",
        f"ДатаСоздания={day + timedelta(days=1):%d.%m.%Y}",
        "ВремяСоздания=06:00:00",
        *span,
        f"РасчСчет={ACCOUNT}",
        "СекцияРасчСчет",
        *span,
        f"РасчСчет={ACCOUNT}",
        f"НачальныйОстаток={_amount(told.opening)}",
        f"ВсегоПоступило={_amount(told.came)}",
        f"ВсегоСписано={_amount(told.went)}",
        f"КонечныйОстаток={_amount(told.closing)}",
        "КонецРасчСчет",
    ]


def _document(day: date, document: int, line: Line) -> list[str]:
    on = f"{day:%d.%m.%Y}"
    key = "СуммаПриход" if line.received else "СуммаРасход"
    stranger = ("Получатель", company(document), account(document))
    payee = ("Университет", UNIVERSITY, ACCOUNT) if line.received else line.payee or stranger
    return [
        "СекцияДокумент=ПлатежноеПоручение",
        f"ДатаОперации={on}",
        f"{key}={_amount(line.amount)}",
        f"НомерДокумента={document}",
        f"ДатаДокумента={on}",
        f"ПлательщикНаименование={line.payer}",
        f"ПлательщикБИН_ИИН={line.payer_iin}",
        f"ПлательщикИИК={line.payer_account}",
        "ПлательщикБанкНаименование=АО Банк",
        "ПлательщикБанкБИК=KCJBKZKX",
        f"ПолучательНаименование={payee[0]}",
        f"ПолучательБИН_ИИН={payee[1]}",
        f"ПолучательИИК={payee[2]}",
        f"НазначениеПлатежа={line.purpose}",
        "КодНазначенияПлатежа=861",
        f"Сумма={_amount(line.amount)}",
        "Валюта=KZT",
        "КонецДокумента",
    ]
