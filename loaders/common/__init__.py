"""What all loaders share."""
