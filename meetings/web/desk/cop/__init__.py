"""The desk of conferences."""
