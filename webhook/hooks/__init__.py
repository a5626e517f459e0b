"""Telling other systems what happens, signed as Standard Webhooks; each event once by its id, in order per object."""
