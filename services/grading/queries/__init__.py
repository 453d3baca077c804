"""What grading shows: selects that return frozen dataclasses."""
