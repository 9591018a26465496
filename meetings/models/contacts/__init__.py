"""The tables of contacts, campaigns and official letters."""
