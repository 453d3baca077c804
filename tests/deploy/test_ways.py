"""The page of all ways is what the workflows say."""

from deploy.ways import PAGE, page
from shared.contracts.registration import SummerEnd


def test_the_page_of_all_ways_is_drawn_from_the_definitions() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(), "python -m deploy.ways writes it anew"


def test_every_end_stands_on_it_with_its_words() -> None:
    assert all(f"| `{way.value}` | " in page() for way in SummerEnd)
