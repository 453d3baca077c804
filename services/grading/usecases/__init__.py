"""What grading does: load rows, ask the rule, change rows, publish. Sequences in, nothing committed here."""
