"""The desk before and in the hour itself."""
