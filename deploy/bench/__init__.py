"""`make bench`: what it costs, each figure beside a reference measured in the same run."""
