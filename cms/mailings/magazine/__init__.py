"""The e-mail magazine: signing up, writing, sending to many and what became of it."""
