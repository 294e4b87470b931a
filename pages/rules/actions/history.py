"""What the history of a page says when a rule has changed it."""

APPLIED = "rules.applied"
