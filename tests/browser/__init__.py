"""People in browsers of their own, on a whole instance."""
