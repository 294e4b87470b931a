"""Everything that can happen to a case; an auditor reads this folder."""
