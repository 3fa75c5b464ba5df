"""The public pages under 50 visitors, beside others that serve the same file."""
