"""The use cases, each described once for the command line, the desk and the API."""
