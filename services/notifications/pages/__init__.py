"""The web client of notifications, one file a screen."""
