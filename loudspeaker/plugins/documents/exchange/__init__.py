"""Papers between offices: statuses in their order, what is sent and what came, and the line."""
