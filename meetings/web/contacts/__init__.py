"""Pages that campaigns lead to."""
