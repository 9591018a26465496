"""What campaigns and official letters say."""
