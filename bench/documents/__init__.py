"""Measurements and fault campaigns of the registers of papers."""
