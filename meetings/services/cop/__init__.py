"""What is done at conferences."""
