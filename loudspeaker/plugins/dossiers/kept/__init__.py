"""What is kept of dossiers and people, for how long, and who looked at it."""
