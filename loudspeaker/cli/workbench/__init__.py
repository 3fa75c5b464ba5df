"""What the commands of ``loudspeaker radio`` are made of: composite signals in files."""
