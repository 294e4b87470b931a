"""An issue of the bulletin as an e-mail."""
