"""What programs do with panels."""
