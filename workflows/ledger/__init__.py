"""The ledger of collaboration: who did what together, and the case studies that come of it."""
