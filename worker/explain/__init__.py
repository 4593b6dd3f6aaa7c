"""What became of one offer, step by step."""
