"""What a claim is: knows nothing of rules, engines or files."""
