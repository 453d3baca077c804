"""Registration's database."""

from __future__ import annotations

from shared.db import Database

db = Database("registration")
