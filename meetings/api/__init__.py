"""`/api/v1`: the same use cases for programs."""
