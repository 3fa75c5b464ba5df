"""Foreign files, read in a limited child process."""
