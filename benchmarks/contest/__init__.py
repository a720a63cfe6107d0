"""The contest: the same claims, the same three rules, and programs of every kind that find the same matches."""
