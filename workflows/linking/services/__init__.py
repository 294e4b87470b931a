"""Every change of a link is in this folder."""
