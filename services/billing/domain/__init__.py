"""The rules of money as pure functions: numbers, prices, statements, matching, settlement, books; whole tiyn."""
