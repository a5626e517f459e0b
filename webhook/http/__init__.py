"""How requests are read and answered: languages, cookies, errors, streams, and the wire below them."""
