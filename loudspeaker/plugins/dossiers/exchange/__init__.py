"""Dossiers in the national exchange's field names, written and read."""
