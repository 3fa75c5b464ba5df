"""Radio data as values: groups, encoder frames, authenticated point commands."""
