"""What loaders of all kinds share."""
