"""What ``doctor`` looks at, one area a file; each check is a function that yields findings."""
