"""Measurements and long tests of the plug-in ``documents``."""
