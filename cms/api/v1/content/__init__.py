"""What the public pages tell, as typed JSON: blocks, pictures, texts, pages of every type, lists."""
