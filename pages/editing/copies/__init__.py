"""Working copies: a live page is written anew beside itself, and merged back field by field, block by block."""
