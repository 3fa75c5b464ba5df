"""The statistics of the one-stop desk: as a pure count, as SQL, and as everybody may see them."""
