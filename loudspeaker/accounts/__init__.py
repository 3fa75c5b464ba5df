"""Passwords, one-time codes, paces of trying and ends of sessions: values in, values out."""
