"""The generator: what the creator wrote in ``content/`` becomes plain pages and the catalogue of the shop."""
