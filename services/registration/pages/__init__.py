"""The web client, one file a screen."""
