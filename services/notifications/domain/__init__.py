"""Rules of notifications as pure functions: by which channels, when again, what a value is (R13.2)."""
