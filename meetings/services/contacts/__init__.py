"""What is done with contacts, campaigns and official letters."""
