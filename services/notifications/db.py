"""Notifications' database."""

from shared.db import Database

db = Database("notifications")
