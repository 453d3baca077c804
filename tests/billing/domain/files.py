"""Bank files as text, for the tests of reading: built row by row, in either variant."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

ACCOUNT = "KZ86125KZT5004100100"
DAY = date(2025, 6, 2)


@dataclass(frozen=True)
class Op:
    """A document of a statement file."""

    amount: str
    purpose: str = ""
    incoming: bool = True
    number: str = "1"
    day: date = DAY
    payer: str = "Тест Тестов"
    payer_id: str = ""
    payer_account: str = "KZ11111111111111PAYR"

    def kazakh(self) -> list[str]:
        ours, other = ("Получатель", "Плательщик") if self.incoming else ("Плательщик", "Получатель")
        return [
            "СекцияДокумент=Выписка",
            f"ДатаОперации={self.day:%d.%m.%Y}",
            f"{'СуммаПриход' if self.incoming else 'СуммаРасход'}={self.amount}",
            f"НомерДокумента={self.number}",
            f"ДатаДокумента={self.day:%d.%m.%Y}",
            f"{other}Наименование={self.payer}",
            f"{other}БИН_ИИН={self.payer_id}",
            f"{other}ИИК={self.payer_account}",
            f"{ours}ИИК={ACCOUNT}",
            f"НазначениеПлатежа={self.purpose}",
            f"Сумма={self.amount}",
            "Валюта=KZT",
            "КонецДокумента",
        ]

    def russian(self) -> list[str]:
        return [
            "СекцияДокумент=Платежное поручение",
            f"Номер={self.number}",
            f"Дата={self.day:%d.%m.%Y}",
            f"Сумма={self.amount}",
            f"ПлательщикСчет={self.payer_account}",
            f"{'ДатаПоступило' if self.incoming else 'ДатаСписано'}={self.day:%d.%m.%Y}",
            f"ПлательщикИНН={self.payer_id}",
            f"Плательщик1={self.payer}",
            f"ПолучательСчет={ACCOUNT}",
            f"НазначениеПлатежа={self.purpose}",
            "КонецДокумента",
        ]


def span(since: date, until: date, opening: str, received: str, spent: str, closing: str) -> list[str]:
    """An account's section."""
    return [
        "СекцияРасчСчет",
        f"ДатаНачала={since:%d.%m.%Y}",
        f"ДатаКонца={until:%d.%m.%Y}",
        f"РасчСчет={ACCOUNT}",
        f"НачальныйОстаток={opening}",
        f"ВсегоПоступило={received}",
        f"ВсегоСписано={spent}",
        f"КонечныйОстаток={closing}",
        "КонецРасчСчет",
    ]


def header(since: date, until: date, created: date | None = None) -> list[str]:
    """The first rows."""
    rows = ["1CClientBankExchange", "ВерсияФормата=2.0", "Кодировка=Windows", "Отправитель=Банк", "Получатель=1C"]
    if created:
        rows.append(f"ДатаСоздания={created:%d.%m.%Y}")
    return [*rows, f"ДатаНачала={since:%d.%m.%Y}", f"ДатаКонца={until:%d.%m.%Y}", f"РасчСчет={ACCOUNT}"]


def file_of(*parts: Sequence[str]) -> str:
    """A whole file."""
    return "\r\n".join([row for part in parts for row in part] + ["КонецФайла", ""])


def one_day(*ops: Op, opening: str, received: str, spent: str, closing: str, variant: str = "kazakh") -> str:
    """A statement of one day."""
    rows = [row for op in ops for row in getattr(op, variant)()]
    return file_of(header(DAY, DAY), span(DAY, DAY, opening, received, spent, closing), rows)
