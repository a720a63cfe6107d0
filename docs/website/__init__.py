"""The documentation site: the pages of ``docs/``, with what is generated from rules, commands and code, as HTML."""
