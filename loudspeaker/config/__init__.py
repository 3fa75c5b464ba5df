"""The station's YAML files, read strictly."""
