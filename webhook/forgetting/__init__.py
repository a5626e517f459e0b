"""Letting go of people: on request, and by itself some time after their last use. Counts and money stay."""
