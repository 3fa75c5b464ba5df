"""Drivers that take the programme sound."""
