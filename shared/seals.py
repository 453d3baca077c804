"""Seals: a hash chain with keyed signatures over documents that must never change (R5.3, R5.4).

A link holds a document, the digest of the link before it, its own digest, and an Ed25519 signature of that. Whoever
changes a document, takes a link out, puts one in or swaps two is found with the place, offline, with the public key
alone. What is cut off at the end is found by a head that was published before.
"""

from __future__ import annotations

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from hashlib import sha256
from typing import Any, Literal
from uuid import UUID

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from joserfc.jwk import OKPKey

START = "0" * 64
"""What stands before the first link."""
_DOMAIN = b"tirkeu.seal.v1\n"

What = Literal["missing", "previous", "document", "signature", "head"]


@dataclass(frozen=True, slots=True)
class Seal:
    """One link without its document; digests are hexadecimal, the signature is base64url."""

    number: int
    previous: str
    digest: str
    signature: str
    key_id: str


@dataclass(frozen=True, slots=True)
class Head:
    """The last link, as it can be published: whoever keeps it can tell that nothing before it has changed."""

    number: int
    digest: str


@dataclass(frozen=True, slots=True)
class Broken:
    """The first place where a chain does not hold, and what is wrong there."""

    number: int
    what: What


@dataclass(frozen=True, slots=True)
class SealKey:
    """The key that signs, with the id under which its public half is known."""

    private: Ed25519PrivateKey
    key_id: str

    @classmethod
    def from_jwk(cls, written: str) -> SealKey:
        """Read an Ed25519 JWK in JSON. Raises ValueError for a key that can't sign."""
        key = OKPKey.import_key(json.loads(written))
        private = key.private_key
        if not isinstance(private, Ed25519PrivateKey):
            raise ValueError("the seal key is no private Ed25519 key")
        return cls(private, key.thumbprint())


def public_key(written: str) -> Ed25519PublicKey:
    """The key that verifies, from its JWK in JSON."""
    public = OKPKey.import_key(json.loads(written)).public_key
    if not isinstance(public, Ed25519PublicKey):
        raise ValueError("the seal key is no Ed25519 key")
    return public


def canonical(document: Mapping[str, Any]) -> bytes:
    """The one way in which a document is written as bytes: sorted keys, no spaces, exact numbers as text.

    Raises TypeError for a float, or anything else whose writing is not settled.
    """
    return json.dumps(_settled(document), sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def _settled(value: Any) -> Any:
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, Decimal | UUID):
        return str(value)
    if isinstance(value, Mapping):
        return {str(key): _settled(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_settled(item) for item in value]
    if value is None or isinstance(value, str | bool | int):
        return value
    raise TypeError(f"a sealed document can't hold {type(value).__name__}")


def seal(document: bytes, number: int, previous: str, key: SealKey) -> Seal:
    """Seal canonical bytes as the next link of a chain."""
    digest = _digest(document, number, previous)
    signature = urlsafe_b64encode(key.private.sign(_DOMAIN + bytes.fromhex(digest))).decode()
    return Seal(number, previous, digest, signature, key.key_id)


def verify(links: Iterable[tuple[Seal, bytes]], key: Ed25519PublicKey, head: Head | None = None) -> Broken | None:
    """The first place where the chain does not hold; None if all of it does.

    With a published head, that link must be there unchanged: a chain that was cut off or signed anew is found too.
    """
    number, previous, head_seen = 0, START, head is None or head.number == 0
    for link, document in links:
        number += 1
        broken = _what_is_broken(link, document, number, previous, key)
        if broken:
            return Broken(number, broken)
        if head is not None and head.number == number:
            if head.digest != link.digest:
                return Broken(number, "head")
            head_seen = True
        previous = link.digest
    return None if head_seen else Broken(number + 1, "missing")


def _what_is_broken(link: Seal, document: bytes, number: int, previous: str, key: Ed25519PublicKey) -> What | None:
    if link.number != number:
        return "missing"
    if link.previous != previous:
        return "previous"
    if link.digest != _digest(document, number, previous):
        return "document"
    return None if _is_signed(link, key) else "signature"


def _is_signed(link: Seal, key: Ed25519PublicKey) -> bool:
    try:
        key.verify(urlsafe_b64decode(link.signature), _DOMAIN + bytes.fromhex(link.digest))
    except (InvalidSignature, ValueError):
        return False
    return True


def _digest(document: bytes, number: int, previous: str) -> str:
    return sha256(_DOMAIN + f"{number}\n{previous}\n".encode() + document).hexdigest()
