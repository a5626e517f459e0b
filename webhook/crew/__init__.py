"""Who works the door: shifts that staff join by a code, the devices in their hands, and the people with their PINs."""
