"""The worker process: every task of registration is known once this is imported."""

from __future__ import annotations

from services.registration import tasks
from services.registration.celery_app import celery

__all__ = ["celery", "tasks"]
