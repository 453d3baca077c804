"""What happens beside the main way, by topic; each act is done by whom it is in life, at the services' own doors."""
