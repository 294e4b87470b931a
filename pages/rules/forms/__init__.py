"""How a rule is put together without code."""
