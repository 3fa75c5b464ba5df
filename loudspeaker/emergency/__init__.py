"""What is said in an emergency, a drill and a correction: values in, values out."""
