"""The tables of conferences."""
