"""Changes to people, groups and roles: one transaction each, written with Wagtail's log entry."""
