"""What notifications does: load rows, ask the rule, change rows; never commits."""
