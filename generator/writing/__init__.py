"""What a creator writes: front matter, its keys and their types, and their description for editors and people."""
