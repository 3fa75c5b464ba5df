"""Papers that come in and go out: registered, signed, exchanged, and announced."""
