"""Pages of applicants, guardians and volunteers, and the desk's pages of this kind."""
