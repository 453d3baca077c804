"""The four services by name, in the order in which they are named everywhere."""

SERVICES = ("registration", "grading", "billing", "notifications")
