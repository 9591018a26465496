"""The desk's pages of panels."""
