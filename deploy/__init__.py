"""The only code that knows all four services: the `tirkeu` command, one machine's servers, the rehearsal."""
