"""Workflows across the four services, on their real databases, messages carried as JSON, each one twice."""
