"""Whether the points heard what was approved, and nothing else."""
