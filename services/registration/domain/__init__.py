"""The rules of registration as pure functions and frozen dataclasses."""
