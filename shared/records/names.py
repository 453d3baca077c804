"""Names of people who don't exist: common Kazakh and Russian forenames and surnames, put together by chance."""

from random import Random

KAZAKH_MEN = (
    "Алмас", "Асқар", "Бауыржан", "Дархан", "Ержан", "Жандос", "Қайрат", "Мұрат", "Нұрлан", "Олжас", "Руслан",
    "Самат", "Тимур", "Ұлан", "Шыңғыс", "Айдос", "Әділ", "Санжар", "Бекзат", "Данияр",
)  # fmt: skip
KAZAKH_WOMEN = (
    "Айгерім", "Әсел", "Ботагөз", "Гүлнұр", "Дана", "Жанар", "Зарина", "Қарлығаш", "Ләззат", "Мадина", "Назгүл",
    "Сәуле", "Тоғжан", "Ұлжан", "Шолпан", "Аружан", "Динара", "Камила", "Меруерт", "Айша",
)  # fmt: skip
RUSSIAN_MEN = (
    "Александр", "Алексей", "Андрей", "Виктор", "Дмитрий", "Иван", "Константин", "Максим", "Николай", "Павел",
    "Сергей", "Фёдор",
)  # fmt: skip
RUSSIAN_WOMEN = (
    "Анна", "Вера", "Дарья", "Екатерина", "Ирина", "Ксения", "Любовь", "Мария", "Наталья", "Ольга", "Светлана",
    "Юлия",
)  # fmt: skip
KAZAKH_SURNAMES = (
    "Абдрахманов", "Ахметов", "Байжанов", "Бекенов", "Досжанов", "Ермеков", "Жұмабаев", "Кенжебеков", "Қасымов",
    "Мұхамеджанов", "Нұрғалиев", "Оспанов", "Сейітов", "Смағұлов", "Сәрсенов", "Тілеубаев", "Үсенов", "Шәріпов",
    "Ысқақов", "Әбенов",
)  # fmt: skip
RUSSIAN_SURNAMES = (
    "Белов", "Волков", "Григорьев", "Зайцев", "Иванов", "Ковалёв", "Лебедев", "Морозов", "Никитин", "Орлов",
    "Павлов", "Романов", "Соколов", "Титов",
)  # fmt: skip
FATHERS = ("Асқар", "Бекзат", "Дархан", "Ержан", "Қайрат", "Мұрат", "Нұрлан", "Самат", "Серік", "Талғат")
RUSSIAN_FATHERS = ("Александров", "Алексеев", "Андреев", "Викторов", "Иванов", "Николаев", "Павлов", "Сергеев")


def draw(chance: Random, *, female: bool) -> tuple[str, str, str]:
    """Surname, forename and patronymic of a person."""
    if chance.random() < 0.72:
        forename = chance.choice(KAZAKH_WOMEN if female else KAZAKH_MEN)
        surname, father = chance.choice(KAZAKH_SURNAMES), chance.choice(FATHERS)
        return surname + "а" * female, forename, father + ("қызы" if female else "ұлы")
    forename = chance.choice(RUSSIAN_WOMEN if female else RUSSIAN_MEN)
    surname, father = chance.choice(RUSSIAN_SURNAMES), chance.choice(RUSSIAN_FATHERS)
    return surname + "а" * female, forename, father + ("на" if female else "ич")
