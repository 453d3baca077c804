"""The tables that every service has beside its own: messages, deadlines, the office clock, workflow cases."""

from shared.db import new_metadata

metadata = new_metadata()
