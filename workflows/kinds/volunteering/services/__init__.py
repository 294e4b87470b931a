"""Everything that can happen to applicants and volunteers; one file a matter."""
