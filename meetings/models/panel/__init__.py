"""The tables of panels."""
