"""Looking one's own dossier up: by its code and a second secret, and nothing else."""
