"""The API of notifications, one file a resource."""
