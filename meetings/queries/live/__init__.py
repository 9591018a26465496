"""Questions about the hour itself."""
