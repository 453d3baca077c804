"""R5.3, R5.4: whatever is changed in a chain of seals is found, with the place."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from joserfc.jwk import OKPKey

from shared.seals import START, Broken, Head, Seal, SealKey, canonical, public_key, seal, verify

PAIR = OKPKey.generate_key("Ed25519")
KEY = SealKey.from_jwk(json.dumps(PAIR.as_dict(private=True)))
PUBLIC = public_key(json.dumps(PAIR.as_dict(private=False)))

Chain = list[tuple[Seal, bytes]]


def chain(length: int, key: SealKey = KEY) -> Chain:
    links: Chain = []
    previous = START
    for number in range(1, length + 1):
        document = canonical({"sheet": number, "rows": [{"student": "S-1", "exam": Decimal("70.5")}]})
        links.append((seal(document, number, previous, key), document))
        previous = links[-1][0].digest
    return links


def head_of(links: Chain) -> Head:
    return Head(links[-1][0].number, links[-1][0].digest)


def test_an_untouched_chain_holds() -> None:
    links = chain(5)
    assert verify(links, PUBLIC) is None
    assert verify(links, PUBLIC, head_of(links)) is None
    assert verify(links, PUBLIC, head_of(links[:3])) is None


def test_an_empty_chain_holds_until_a_head_was_published() -> None:
    assert verify([], PUBLIC) is None
    assert verify([], PUBLIC, Head(0, START)) is None
    assert verify([], PUBLIC, head_of(chain(1))) == Broken(1, "missing")


@given(st.integers(0, 5), st.data())
def test_any_changed_byte_of_a_document_is_found_at_its_link(place: int, data: st.DataObject) -> None:
    links = chain(6)
    link, document = links[place]
    at = data.draw(st.integers(0, len(document) - 1))
    links[place] = (link, document[:at] + bytes([document[at] ^ 1]) + document[at + 1 :])
    assert verify(links, PUBLIC) == Broken(place + 1, "document")


@given(st.integers(0, 4))
def test_a_link_taken_out_is_found_where_it_was(place: int) -> None:
    links = chain(6)
    del links[place]
    assert verify(links, PUBLIC) == Broken(place + 1, "missing")


def test_links_cut_off_at_the_end_are_found_by_the_published_head() -> None:
    links = chain(6)
    assert verify(links[:4], PUBLIC) is None
    assert verify(links[:4], PUBLIC, head_of(links)) == Broken(5, "missing")


def test_a_document_signed_anew_without_the_key_is_found() -> None:
    links = chain(3)
    other = SealKey.from_jwk(json.dumps(OKPKey.generate_key("Ed25519").as_dict(private=True)))
    forged = canonical({"sheet": 2, "rows": []})
    links[1] = (seal(forged, 2, links[0][0].digest, other), forged)
    assert verify(links, PUBLIC) == Broken(2, "signature")


def test_a_whole_chain_signed_anew_with_the_stolen_key_is_found_by_the_published_head() -> None:
    links = chain(3)
    published = head_of(links)
    forged = canonical({"sheet": 1, "rows": []})
    again: Chain = [(seal(forged, 1, START, KEY), forged)]
    again.append((seal(links[1][1], 2, again[0][0].digest, KEY), links[1][1]))
    again.append((seal(links[2][1], 3, again[1][0].digest, KEY), links[2][1]))
    assert verify(again, PUBLIC) is None
    assert verify(again, PUBLIC, published) == Broken(3, "head")


def test_a_link_that_names_another_before_it_is_found() -> None:
    links = chain(3)
    links[1] = (replace(links[1][0], previous=START), links[1][1])
    assert verify(links, PUBLIC) == Broken(2, "previous")


@pytest.mark.parametrize("signature", ["", "AAAA", "not base64 at all"])
def test_a_spoilt_signature_is_found_and_breaks_nothing(signature: str) -> None:
    links = chain(2)
    links[0] = (replace(links[0][0], signature=signature), links[0][1])
    assert verify(links, PUBLIC) == Broken(1, "signature")


def test_a_document_has_one_writing_whatever_the_order_of_its_keys() -> None:
    values = {"b": Decimal("1.50"), "a": date(2025, 6, 9), "c": [UUID(int=1), None, True, {"ә": "қ"}]}
    assert canonical(values) == canonical(dict(reversed(values.items())))
    assert canonical(values) == (
        '{"a":"2025-06-09","b":"1.50","c":["00000000-0000-0000-0000-000000000001",null,true,{"ә":"қ"}]}'.encode()
    )


def test_a_moment_is_written_with_its_zone() -> None:
    assert canonical({"at": datetime(2025, 6, 9, 13, tzinfo=UTC)}) == b'{"at":"2025-06-09T13:00:00+00:00"}'


def test_a_float_is_refused() -> None:
    with pytest.raises(TypeError, match="float"):
        canonical({"mark": 70.5})


def test_a_public_key_can_not_sign() -> None:
    with pytest.raises(ValueError, match="private"):
        SealKey.from_jwk(json.dumps(PAIR.as_dict(private=False)))
