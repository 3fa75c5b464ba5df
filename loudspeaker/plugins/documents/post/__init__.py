"""Papers and the line: what came is registered, what becomes of it is told, what is issued goes."""
