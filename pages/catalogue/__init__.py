"""The catalogue as pages, blocks and saved queries show it."""
