"""Pages of the hour itself, for those who take part."""
