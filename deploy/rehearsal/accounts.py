"""Accounts as people have them: a letter from the office, a first password, a token of one's own (R1.2)."""

from __future__ import annotations

import re
from dataclasses import replace

from deploy.rehearsal.people import Answer, Somebody, Unexpected, expect
from deploy.rehearsal.stage import Stage

PASSWORD = "rehearsal, long enough"
_LETTER = re.compile(r"/registration/invitation/[\w-]+")
_TOKEN = re.compile(r"^tirkeu=([^;]+)")


def let_in(stage: Stage, whom: Somebody) -> Somebody:
    """The chairman writes him the letter, he sets his password; answers him with the token of that sign-in."""
    page = f"/registration/people/{whom.person_id}/invite"
    said = stage.cast.office.submit(page, shows=True)
    letter = _LETTER.search(said.page)
    if letter is None:
        raise Unexpected(f"{said.status} {page}: no letter")
    return with_cookie(whom, whom.door.anybody().submit(letter[0], password=PASSWORD, again=PASSWORD))


def with_cookie(whom: Somebody, said: Answer) -> Somebody:
    """The same person with the token that the answer brought."""
    tokens = [found[1] for cookie in said.cookies if (found := _TOKEN.match(cookie))]
    if not tokens:
        raise Unexpected(f"{said.status}: no token")
    return replace(whom, token=tokens[0])


def renewed(whom: Somebody) -> Somebody:
    """With the roles of today."""
    return replace(whom, token=expect(whom.post("/registration/api/v1/tokens/renewal"), 201)["token"])
