"""Measurements and campaigns, each a documented command of its own."""
