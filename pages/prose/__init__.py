"""What an editor wrote, as plain data: for paper, for mail, for whatever is no web page."""
