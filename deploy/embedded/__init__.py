"""Everything on one machine, nothing to install: PostgreSQL and Valkey from wheels, the processes, the front."""
