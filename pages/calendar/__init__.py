"""The calendar: months, weeks and lists of events, and the files that other calendars read."""
