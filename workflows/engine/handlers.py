"""What the outbox finds here: reminders, and going on after a letter."""
