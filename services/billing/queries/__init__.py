"""Read-only selects that return dataclasses or rows."""
