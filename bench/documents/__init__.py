"""Papers: how fast they are read, and whether what is broken ever breaks the reader."""
