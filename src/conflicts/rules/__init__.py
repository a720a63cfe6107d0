"""What a rule is: the language, its types, and packs of rules."""
