"""Papers that come in and go out: registers, signatures, exchange, and the way to the air."""
