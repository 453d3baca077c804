"""Ids of records: uuid5 of the natural key, so that whoever reads a source again finds the same rows."""

from uuid import UUID, uuid5

NAMESPACE = UUID("6f0c2f0e-3c1b-5a0e-9a53-7c1d4be2a9f1")


def record_id(kind: str, *key: object) -> UUID:
    """The id of the record of a kind with this natural key."""
    return uuid5(NAMESPACE, ":".join((kind, *map(str, key))))
