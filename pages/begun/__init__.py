"""Pages that are begun from a case: a draft for those who write in the hub's branch, who publish it as any other."""
