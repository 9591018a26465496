"""Commands of conferences."""
