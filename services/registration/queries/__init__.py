"""Read-only selects that return dataclasses."""
