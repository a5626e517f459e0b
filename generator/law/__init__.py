"""What a shop is held to: rules of law and trade, what files must be to each other, and the legal pages."""
