"""Plug-ins that come with the station; they use the same door as those from outside."""
