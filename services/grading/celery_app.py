"""Grading's Celery: its queue, and the tasks that bear the names of what it hears."""

from __future__ import annotations

from services.grading.db import db
from shared.messaging import ServiceCelery

celery = ServiceCelery("grading", db)
