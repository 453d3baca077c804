"""People of a rehearsal: each signs in with a token of his own and asks over HTTP, as a browser's program would.

A server that is away for a moment is asked again with the same idempotency key: the act happens once.
"""

from __future__ import annotations

import json
import re
import time
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import urllib3
from joserfc.jwk import OKPKey

from shared.identity.tokens import mint

PATIENCE = 90.0
_CSRF = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')
_VALUES = re.compile(r'<(?:option|input[^>]*type="radio")[^>]*value="([^"]+)"')
_WORDS = re.compile(r"[^\s<>][^<>]*(?=<)")
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Answer:
    """What a service said: its status and its JSON."""

    status: int
    body: Any
    page: str = ""
    """What a page said, and the cookies that it set."""
    cookies: tuple[str, ...] = ()

    @property
    def codes(self) -> set[str]:
        """The codes of a refusal's reasons."""
        reasons = self.body.get("reasons", []) if isinstance(self.body, dict) else []
        return {reason["code"] for reason in reasons}

    @property
    def rules(self) -> list[str]:
        """The rules of a refusal, each once, in their order."""
        reasons = self.body.get("reasons", []) if isinstance(self.body, dict) else []
        return sorted({reason["rule"] for reason in reasons})


class Unexpected(Exception):
    """An answer that nobody in the story reckons with."""


class Door:
    """The one address of the instance."""

    def __init__(self, origin: str, key: OKPKey) -> None:
        self.origin, self.key = origin, key
        self.stirred = True
        """Whether anybody did anything since somebody looked last."""
        self.forms: dict[tuple[UUID, str], tuple[str, str]] = {}
        """Each person's cookie and CSRF token, service by service, as his browser would keep them."""
        self._pool = urllib3.PoolManager(maxsize=48, retries=False, timeout=urllib3.Timeout(connect=3, read=60))

    def person(self, person_id: UUID, name: str, *roles: str) -> Somebody:
        """Somebody with a token that lasts for the whole rehearsal."""
        token = mint(self.key, person_id, name, roles, language="kk", lifetime=ONE_DAY)
        return Somebody(self, person_id, name, token)

    def anybody(self) -> Somebody:
        """Somebody without an account."""
        return Somebody(self, UUID(int=0), "", "")

    def ask(self, method: str, path: str, headers: dict[str, str], **content: Any) -> Answer:
        """One request; a connection that fails, a 5xx and a 429 are tried again."""
        deadline = time.monotonic() + PATIENCE
        self.stirred |= method != "GET"
        while True:
            said = self._once(method, path, headers, content)
            if said is not None and said.status < 500 and said.status != 429:
                return said
            if time.monotonic() > deadline:
                raise Unexpected(f"{method} {path}: {said or 'no answer'} for {PATIENCE:.0f} s")
            time.sleep(0.2)

    def _once(self, method: str, path: str, headers: dict[str, str], content: dict[str, Any]) -> Answer | None:
        try:
            response = self._pool.request(method, self.origin + path, headers=headers, redirect=False, **content)
        except urllib3.exceptions.HTTPError:
            return None
        kind = response.headers.get("Content-Type", "")
        page = response.data.decode("utf-8", "replace") if kind.startswith("text/html") else ""
        return Answer(response.status, _json(response), page, tuple(response.headers.getlist("Set-Cookie")))


def _json(response: urllib3.BaseHTTPResponse) -> Any:
    try:
        return json.loads(response.data) if response.data else None
    except ValueError:
        return None


@dataclass(frozen=True, slots=True)
class Somebody:
    """A person with an account."""

    door: Door
    person_id: UUID
    name: str
    token: str

    def get(self, path: str) -> Answer:
        return self.door.ask("GET", path, self._headers())

    def post(self, path: str, body: Any = None) -> Answer:
        """Post JSON, once however often it has to be sent."""
        return self._send("POST", path, json={} if body is None else body)

    def put(self, path: str, body: Any) -> Answer:
        return self._send("PUT", path, json=body)

    def upload(self, path: str, name: str, content: bytes, **fields: str) -> Answer:
        """Post a form with a file in it."""
        return self._send("POST", path, fields={**fields, "file": (name, content, "text/plain")})

    def submit(
        self,
        page: str,
        *,
        form: str = "",
        file: tuple[str, bytes] | None = None,
        named: str = "file",
        shows: bool = False,
        may_refuse: bool = False,
        **fields: str,
    ) -> Answer:
        """Fill in a page's form and send it, as a browser does; ``form`` is where its form stands, if not there.

        Raises Unexpected with what the page said, if it did not go on to another; but for a page that ``shows`` what
        came of it, and for one that ``may_refuse``.
        """
        cookie, csrf = self._browser(form or page)
        sent: dict[str, Any] = {**fields, "csrf_token": csrf}
        if file is not None:
            sent[named] = (*file, "application/octet-stream")
        said = self.door.ask("POST", page, self._headers(Cookie=cookie), fields=sent)
        if said.status not in ((200,) if shows else (302, 303)) and not (may_refuse and said.status == 409):
            raise Unexpected(f"{said.status} {page}: {' '.join(_WORDS.findall(said.page))[-600:]}")
        return said

    def read(self, page: str) -> Answer:
        """Read what is on record as read."""
        self.door.stirred = True
        return self.get(page)

    def choices(self, page: str) -> list[str]:
        """What a page's form leaves to choose from; nothing, if there is no such page for him (any more)."""
        said = self.get(page)
        return sorted(_VALUES.findall(said.page)) if said.status == 200 else []

    def _browser(self, page: str) -> tuple[str, str]:
        """The cookie and the CSRF token of a service, kept from the first of its forms on."""
        service = page.split("/")[1]
        kept = self.door.forms.get((self.person_id, service))
        if kept is None:
            said = self.get(page)
            found = _CSRF.search(said.page)
            if said.status != 200 or found is None:
                raise Unexpected(f"{said.status} {page}: no form")
            kept = ("; ".join(one.partition(";")[0] for one in said.cookies), found[1])
            self.door.forms[self.person_id, service] = kept
        return kept

    def _send(self, method: str, path: str, **content: Any) -> Answer:
        return self.door.ask(method, path, self._headers(**{"Idempotency-Key": str(uuid4())}), **content)

    def _headers(self, **more: str) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token}", **more}


def expect(answer: Answer, *statuses: int) -> Any:
    """The body of an answer that had to come.

    Raises Unexpected with what came instead.
    """
    if answer.status not in statuses:
        raise Unexpected(f"{answer.status}: {json.dumps(answer.body, ensure_ascii=False)[:1000]}")
    return answer.body
