"""The API of grading, one file a resource."""
