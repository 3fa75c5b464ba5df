"""Messages between offices (QCVN 102:2016): written as the rules say, read as they come."""
