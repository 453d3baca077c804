"""The policies and class rules that Tirkeu ships; a university changes them by rows of a later date."""

from __future__ import annotations

from typing import Any

OURS = ("летн", "жазғы", "жазгы", "summer", "пересдач", "ретейк", "повторн", "қайта оқу")
"""Words of the summer term and of retakes."""

FROM_CASH_DESK = 55
"""The class rule of our own cash on its way from the desk to the bank: a transfer, no income (R14.2)."""

POLICIES: dict[str, tuple[dict[str, Any], str]] = {
    "shortfall": ({"tiyn": 50000}, "D3"),
    "reminder_days": ({"days": [7, 3, 1]}, "R13.1"),
    "statements_wait": ({"banking_days": 3}, "R8.4"),
    "abroad_wait": ({"banking_days": 5}, "D19"),
    "queue_wait": ({"banking_days": 2}, "D1"),
}
"""Name: value and rule."""

CLASS_RULES: tuple[dict[str, Any], ...] = (
    {
        "number": 10,
        "titles": {"kk": "Оқу ақысы", "ru": "Плата за обучение", "en": "Tuition"},
        "incoming": True,
        "words": ["за обучение", "оплата обучения", "за учебу", "оқу ақысы", "оқуға төлем", "tuition"],
        "unless_words": list(OURS),
    },
    {
        "number": 20,
        "titles": {"kk": "Жатақхана", "ru": "Общежитие", "en": "Dormitory"},
        "incoming": True,
        "words": ["общежити", "проживани", "жатақхана"],
        "unless_words": list(OURS),
    },
    {
        "number": 30,
        "titles": {"kk": "Мемлекеттік тапсырыс, гранттар", "ru": "Госзаказ и гранты", "en": "State order and grants"},
        "incoming": True,
        "words": ["образовательный заказ", "госзаказ", "бюджетн", "образовательный грант", "мемлекеттік тапсырыс"],
    },
    {
        "number": 40,
        "titles": {"kk": "Жалға беру және қызметтер", "ru": "Аренда и услуги", "en": "Rent and services"},
        "incoming": True,
        "words": ["аренд", "жалға алу", "конференц", "услуги типографии", "возврат поставщик"],
    },
    {
        "number": 50,
        "titles": {"kk": "Банк сыйақысы", "ru": "Вознаграждение банка", "en": "Interest"},
        "incoming": True,
        "words": ["вознаграждение по депозит", "вознаграждение по вклад", "начисленное вознаграждение", "interest"],
    },
    {
        "number": FROM_CASH_DESK,
        "titles": {"kk": "Кассадан банкке", "ru": "Из кассы в банк", "en": "From the cash desk"},
        "incoming": True,
        "words": ["инкассац", "сдача наличных", "взнос наличными", "наличные из кассы", "кассадан"],
    },
    {
        "number": 60,
        "titles": {"kk": "Өз шоттары арасында", "ru": "Между своими счетами", "en": "Between own accounts"},
        "incoming": True,
        "words": ["перевод собственных средств", "между своими счетами", "пополнение счета"],
    },
    {
        "number": 110,
        "titles": {"kk": "Еңбекақы, шәкіртақы", "ru": "Заработная плата, стипендии", "en": "Salaries, stipends"},
        "incoming": False,
        "words": ["заработн", "зарплат", "жалақы", "еңбекақы", "стипенди", "шәкіртақы"],
    },
    {
        "number": 120,
        "titles": {"kk": "Салықтар мен жарналар", "ru": "Налоги и взносы", "en": "Taxes and contributions"},
        "incoming": False,
        "words": ["налог", "ипн", "социальные отчисления", "опв", "осмс", "салық"],
    },
    {
        "number": 130,
        "titles": {"kk": "Банк комиссиясы", "ru": "Комиссия банка", "en": "Bank fees"},
        "incoming": False,
        "words": ["комисси"],
    },
    {
        "number": 140,
        "titles": {"kk": "Өз шоттары арасында", "ru": "Между своими счетами", "en": "Between own accounts"},
        "incoming": False,
        "words": ["перевод собственных средств", "между своими счетами"],
    },
    {
        "number": 190,
        "titles": {"kk": "Басқа төлемдер", "ru": "Прочие платежи", "en": "Other payments"},
        "incoming": False,
        "words": [],
    },
)
