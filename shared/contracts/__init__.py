"""What the services tell each other: frozen dataclasses, one file for each service's commands and events."""
