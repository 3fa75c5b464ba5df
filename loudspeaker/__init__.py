"""Loudspeaker: the public-address station of a commune, from typed text to proven airing."""

__version__ = "0.1.0"
