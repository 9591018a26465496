"""Questions about panels."""
