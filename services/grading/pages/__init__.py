"""The web client of grading, one file a screen."""
