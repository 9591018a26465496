"""Conferences for programs."""
