"""Mail: rows first, then messages on their way; what the shop and its guests hear of, and how they stop it."""
