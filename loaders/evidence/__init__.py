"""Evidence that can be walked back: quotes and anchors of passages, and local copies to check them."""
