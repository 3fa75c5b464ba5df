"""The whole station from outside, judged by what the points heard."""
