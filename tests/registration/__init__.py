"""Registration: its rules, its use cases, its pages."""
