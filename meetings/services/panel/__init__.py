"""What is done by panellists, and on their behalf."""
