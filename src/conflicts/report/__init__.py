"""What a person reads: findings, grouped and explained."""
