"""What programs do before and in the live hour."""
