"""What billing does: load rows, ask the rule, change rows, say so. Nothing here commits."""
