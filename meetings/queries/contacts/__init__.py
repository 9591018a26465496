"""Questions about contacts, campaigns and official letters."""
