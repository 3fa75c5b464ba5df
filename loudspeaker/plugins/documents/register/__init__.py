"""The registers as they are kept: numbers, lines, acts, rights and the search over all of it."""
