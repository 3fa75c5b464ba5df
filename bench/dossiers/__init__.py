"""How fast a million dossiers are looked up, listed and counted."""
