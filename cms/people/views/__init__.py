"""Pages of signed-in people: thin, one service each."""
