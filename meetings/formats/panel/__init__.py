"""Papers and pictures of panellists."""
