"""Bringing in registration's part of academic records: in batches, resumable, twice = once."""

from __future__ import annotations

from services.registration.usecases.records.load import next_batch_after, take_batch

__all__ = ["next_batch_after", "take_batch"]
