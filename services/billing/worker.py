"""The worker process: every task of billing is known once this is imported."""

from __future__ import annotations

from services.billing import tasks
from services.billing.celery_app import celery

__all__ = ["celery", "tasks"]
