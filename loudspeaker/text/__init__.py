"""Written Vietnamese as an announcer would say it."""
