"""What is said first: claims that compete by their strength, and why some are held back."""
