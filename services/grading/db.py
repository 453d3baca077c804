"""Grading's database."""

from shared.db import Database

db = Database("grading")
