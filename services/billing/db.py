"""Billing's database."""

from shared.db import Database

db = Database("billing")
