"""The door: what a wish to use a ticket is answered, writing the stamp, and taking it back.

A wish goes through three steps: ``loading`` brings the rows of a batch, ``deciding`` says what each wish is worth on
them (the only place with a rule), ``writing`` stores what was decided. ``stamping`` puts them together.
"""
