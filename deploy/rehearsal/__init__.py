"""`make demo`: a whole summer term, played by drawn people through the real processes, and checked from outside."""
