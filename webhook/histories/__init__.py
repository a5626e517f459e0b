"""What the owner looks back on: each use, each delivery, each customer; the same rows on screen and as CSV."""
