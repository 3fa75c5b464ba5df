"""The catalogue of procedures: values with versions, and how a table of them is read."""
