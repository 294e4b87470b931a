"""What is done to notes and issues: one transaction each, rows locked, the issue before its notes."""
