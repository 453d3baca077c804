"""The value of a policy as people read it; labels are ``policy_value.<name>`` of the service's catalogue."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from shared.web.language import current_texts, t


def policy_words(value: Mapping[str, Any]) -> str:
    """The value of a row in words: each part with its label, in the caller's language."""
    return "; ".join(f"{t(f'policy_value.{name}')}: {_in_words(known)}" for name, known in value.items())


def _in_words(known: Any) -> str:
    if isinstance(known, bool):
        return t("word.yes" if known else "word.no")
    shown = known if isinstance(known, list) else [known]
    return ", ".join(_word_of(one) for one in shown)


def _word_of(one: Any) -> str:
    key = f"policy_word.{one}"
    return t(key) if isinstance(one, str) and current_texts().has(key) else str(one)
