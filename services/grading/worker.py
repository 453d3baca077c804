"""The worker process: every task of grading is known once this is imported."""

from __future__ import annotations

from services.grading import tasks
from services.grading.celery_app import celery

__all__ = ["celery", "tasks"]
