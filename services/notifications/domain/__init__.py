"""Rules of notifications as pure functions: by which channels, and when again (R13.2)."""
