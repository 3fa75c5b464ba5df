"""The printed forms of the one-stop desk, each as values first and as paper then."""
