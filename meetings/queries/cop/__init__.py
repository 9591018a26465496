"""Questions about conferences."""
