"""What the office does: load rows, ask the rule, change rows, publish. Nothing here commits."""
