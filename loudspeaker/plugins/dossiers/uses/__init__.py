"""The use cases: what a clerk, a leader and the portal ask of the plug-in."""
