"""Forms: what they ask, in words, and how they become requests to the use cases."""
