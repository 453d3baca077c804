"""The API of billing, one file a resource."""
