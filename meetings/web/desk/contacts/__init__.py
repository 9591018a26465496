"""The desk's pages of contacts, campaigns and official letters."""
