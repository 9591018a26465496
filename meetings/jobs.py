"""The worker's ticks; each may run twice, because only the store decides."""
