"""The chain as a file that anybody can verify, offline, with nothing but the public key (R5.4)."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict

from services.grading.queries.seals import Link
from shared.seals import Broken, Head, Seal, public_key, verify


def written(links: Sequence[Link], public_jwk: str) -> str:
    """The file: the public key, then one link a line, each with its document as it was signed."""
    head = json.dumps({"format": "tirkeu.chain.v1", "public_key": json.loads(public_jwk)})
    return "\n".join([head, *(json.dumps({**asdict(link.seal), "document": link.document}) for link in links)]) + "\n"


def broken(text: str, published: Head | None = None, public_jwk: str | None = None) -> Broken | None:
    """The first place where the chain of a file does not hold; None if it does."""
    first, *rest = text.splitlines()
    key = public_key(public_jwk or json.dumps(json.loads(first)["public_key"]))
    links = []
    for line in rest:
        values = json.loads(line)
        document = values.pop("document").encode()
        links.append((Seal(**values), document))
    return verify(links, key, published)
