"""Who writes, approves and looks after pages: rights by role, moderation, preview links, checks of links and dates."""
