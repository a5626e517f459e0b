"""What happens at the door on the day."""
