"""Notifications' Celery: its queue, and the tasks that bear the names of what it hears."""

from services.notifications.db import db
from shared.messaging import ServiceCelery

celery = ServiceCelery("notifications", db)
