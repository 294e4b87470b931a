"""Everything that can happen to a coordination; each locks the case, records one event and owes its effects."""
