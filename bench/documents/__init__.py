"""What the documents plug-in is measured by."""
