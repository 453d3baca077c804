"""The language in which a request is answered: chosen by the person, else his own, else his browser's, else Kazakh."""

from __future__ import annotations

from typing import Any

from flask import current_app, g, has_request_context, request
from markupsafe import Markup

from shared.i18n import LANGUAGES, Texts, show, texts
from shared.identity.actor import acting

LANGUAGE_COOKIE = "tirkeu_language"
NAMES = {"kk": "Қазақша", "ru": "Русский", "en": "English"}


def current_language() -> str:
    """The language of the answer."""
    if not has_request_context():
        return "kk"
    if "language" not in g:
        g.language = _chosen()
    language: str = g.language
    return language


def _chosen() -> str:
    by_hand = request.cookies.get(LANGUAGE_COOKIE)
    if by_hand in LANGUAGES:
        return str(by_hand)
    actor = acting.get()
    if actor is not None and actor.language in LANGUAGES:
        return actor.language
    return request.accept_languages.best_match(LANGUAGES) or "kk"


def current_texts() -> Texts:
    """The catalogues of the service that answers."""
    return texts(current_app.config["SERVICE"] if has_request_context() else None)


def t(key: str, /, **params: Any) -> str:
    """A text in the caller's language."""
    return current_texts().text(current_language(), key, **params)


def shown(value: Any) -> str:
    """A value as the caller reads it; what is a piece of a page already (a badge) stays one."""
    return value if isinstance(value, Markup) else show(value, current_language())
