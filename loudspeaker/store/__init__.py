"""The station's database and its store of finished sound."""
