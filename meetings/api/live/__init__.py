"""What programs do before and in the live hour: of staff, and of those who hold a link."""
