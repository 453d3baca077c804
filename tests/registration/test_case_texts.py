"""Whatever a case may show has its words in three languages: steps, events, ends, states, holds."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import services.registration.domain.holds as holds
from services.registration.models.applications import STATES
from services.registration.queries.to_do import WAITING
from services.registration.workflows.summer_enrolment import SUMMER_ENROLMENT
from shared.contracts.registration import SummerEnd
from shared.i18n import LANGUAGES, texts
from shared.workflow import no_way_back

TEXTS = texts("registration")
STEPS = [step for step in SUMMER_ENROLMENT.steps if step is not no_way_back]
HOLDS = re.findall(r'Reason\("(\w+)"', Path(holds.__file__).read_text("utf-8"))
LABELS = [*(step.label for step in STEPS), *(step.undo.label for step in STEPS if step.undo)]


@pytest.mark.parametrize(
    "key",
    [
        *(f"process.{label.replace(' ', '_')}" for label in LABELS),
        *(
            f"event.{event.name.replace('.', '_')}"
            for event in sorted(SUMMER_ENROLMENT.hears(), key=lambda event: event.name)
        ),
        *(f"status.{way}" for way in SummerEnd),
        *(f"status.{state}" for state in STATES),
        *(f"todo.{what}" for what in WAITING),
        *(f"{part}.{code}" for code in HOLDS for part in ("reason", "remedy")),
    ],
)
def test_it_has_its_words(key: str) -> None:
    assert HOLDS
    assert TEXTS.has(key)


def test_the_words_are_not_the_same_in_kazakh_russian_and_english() -> None:
    key = "process.hold_a_seat_or_a_place_in_the_line"
    assert len({TEXTS.text(language, key) for language in LANGUAGES}) == 3
