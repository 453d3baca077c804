"""Workflows of registration, one file each, read top to bottom."""
