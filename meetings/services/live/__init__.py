"""What is done before, in and after the hour itself."""
