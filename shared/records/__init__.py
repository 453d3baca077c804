"""Academic records as they come from outside: what every source yields, and the sources."""
