"""The web client of billing: finance's screens, the student's account, the payer's page. Thin, no rules."""
