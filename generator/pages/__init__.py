"""The pages: which there are, what each is told, and how they become HTML."""
