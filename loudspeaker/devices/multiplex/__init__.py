"""The station as its own encoder: sound, RDS and point commands in one composite signal."""
