"""Every limit at which a check goes another way, or stops: the sizes in which that differs are compared by tests.

None of them changes what is found but where a report says so: a block that is not compared to the end is in its
``truncated``. Each is read as ``limits.NAME``, so that a test can lay it elsewhere. How much is worked on at a time,
which no result depends on, stands beside the code that does so.
"""

# Which engine runs (conflicts.engines) --------------------------------------------------------------------------------

DOCUMENT = 2_000
"""How many claims are a document's worth, for which ``auto`` takes durable-rules where it is installed."""

BULK_ROWS = 50_000
"""How many rows a table has at most, for ``auto``, whose claims are made objects and checked by Python."""

BULK_BYTES = 20_000_000
"""How large files other than Parquet are at most, for ``auto``, whose claims are made objects and checked by Python."""

LOOPED = 5_000
"""How many claims there are at most whose matches Python searches for in loops; those of more are found in arrays."""

# Blocks: listed, counted as bits, swept, or compared in part ----------------------------------------------------------

LISTED = 300
"""The largest block whose pairs, or further claims, are looked through one by one; those of larger ones are counted."""

BY_BITS = 1_000
"""The largest counted block that goes through bits at once: up to there that is as quick as the sweep."""

BITS = 60_000
"""The largest block whose pairs are counted as bits, where they cannot be swept."""

PORTION = 20_000
"""How many of the claims of a larger block are then compared with each other: those in its first rows."""

WORK = 10**10
"""How many ways to choose claims of one block, those of the match and a further one, are looked at for a query whose
matches can only be listed."""

# The sweep (docs/adr/0007-sweep.md) -----------------------------------------------------------------------------------

SWEEP_LISTED = 2**20
"""How many pairs of a block are listed to see which claims hang together; if there are more, they are not."""

SWEEP_FEW = 4
"""How many pairs a claim of a block, on average, come out one by one: then they take no more room than claims do."""

SWEEP_WORK = 5 * 10**10
"""How many steps of sorting and searching a count may take."""

SWEEP_TERMS = 200
"""How many conjunctions a sum may have on the way."""

SWEEP_ALTERNATIVES = 16
"""How many conjunctions a formula is taken apart into; beyond them, parts of it are only tested."""

SWEEP_MARKS = 60
"""How many marks one formula may ask for: a bit each."""

SWEEP_SORTS = 4_096
"""How many sorts of claims, by their marks, are looked at."""

SWEEP_SCANS = 16
"""How many claims are compared with all others before it is counted what that has settled."""

# durable-rules (docs/adr/0004-durable-rules.md) -----------------------------------------------------------------------

DURABLE_BLOCK = {2: 200, 3: 34}
"""How many claims of one block may be joined, by the number of variables: some 40,000 combinations, or a second."""

DURABLE_FURTHER = 200
"""How many further claims (``with``, ``without``) there may be for one match."""

DURABLE_ALTERNATIVES = 128
"""How many alternatives, each of them a conjunction, a formula may have."""

DURABLE_COMPARISONS = {1: 0, 2: 23, 3: 8}
"""How many conditions between two seats an alternative may have, by the number of seats; an equality is two."""

DURABLE_FIELDS = 240
"""How many fields a fact may have; one of 255 is refused."""

DURABLE_IDS = 100_000
"""Below which decimal numbers do not collide when they are hashed to 32 bits, as ids are."""

# What is made of matches ----------------------------------------------------------------------------------------------

LINKS = 5
"""How many claims one claim can supersede, and how many predicates one can name, in facts that compiled rules read."""

NEAR_MISSES = 50_000
"""How many sets of claims ``near_misses`` compares at most."""

TOGETHER = 10_000
"""How many claims a file has at most that cites nothing and is one finding, since a finding holds all its claims."""
