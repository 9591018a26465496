"""The tables of the hour itself."""
