"""Bringing in registration's part of academic records: in batches, resumable, twice = once."""
