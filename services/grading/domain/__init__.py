"""The score-rating system as pure functions: scales, ratings, outcomes, GPA, debts. Standard library only."""
