"""The hour as papers."""
