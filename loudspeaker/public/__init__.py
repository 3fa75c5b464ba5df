"""What everybody may know of the station: how it is written down, found and passed on."""
