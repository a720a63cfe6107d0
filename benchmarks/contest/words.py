"""What the page says between its tables."""

from contest.case import Shape

INTRODUCTION = """# Benchmarks

<!-- Written by benchmarks/bulk.py: change that, not this page. -->

How long three rules take over many claims, beside programs that were written by hand for these very rules, and beside
rule engines. One run of `{command}` gave all numbers; the programs are in
[benchmarks/contest](../benchmarks/contest), and must find the same matches. Ratios carry over from one machine to
another better than seconds do. What checking a document costs is measured by `benchmarks/document.py`.
"""

WHAT_IS_TIMED = """## What is timed

The time is that of the clock on the wall. Each program runs in a process of its own: first on a hundred claims, so that
imports are not in the time, and then as often as five times (three times with 100,000 claims, once with more), of which
the shortest counts. A process is ended after {seconds:.0f} seconds of work (four times as long for ten million claims),
or with more than {gigabytes:.0f} GB of memory; then larger sizes are not tried. The garbage collector is on;
`check` pauses it, and so does what stands for a part of it here.

- *From Parquet*: from the file to exact counts and to all matches, or findings, in Parquet files. A finding of
  `conflicts` is what hangs together, with its claims, examples and the number of its matches; the programs by hand
  write the ids and the verdict of every match.
- *From objects in memory*: from a list of objects to a list of matches, or of findings. `Claim` objects hold dates that
  were parsed when they were read; objects *of its own* have just the fields that the program needs. For
  the rule engines, which start from those, the time begins with telling them the facts.
"""

RULES_AND_CLAIMS = """## The rules, and the claims

| rule | kind | what every program computes |
|---|---|---|
| `incompatible-values` | contradiction | one key, other values, other origins: possible if *from* ≤ *to* both ways |
| `no-citation` | unverified | nothing is cited: certain |
| `newer-statement` | superseded | one key, one source, other values: possible if *stated* ≤ *stated* of the other |

A key is a subject and a predicate, and a match is certain where the days are not equal (`<` in place of ≤). These
comparisons of days are what [the definition](explanation/semantics.md) says: an interval `from/to` begins and ends at
some moment of these days, so that it may meet another that begins on the day of its end, and certainly meets one that
begins the day before; what was stated on a day was stated at some moment of it. The rules are in
[benchmarks/rules](../benchmarks/rules).

The claims are made up from a fixed seed, in random order: five values, 50 sources of 25 owners, days within 2,000, for
which a claim holds between one and 100 days later; a fifth cites nothing. Values are declared to be text, and compare
exactly. Dates are dates in the Parquet file, so that no program has to parse them.
"""

SHAPES: dict[tuple[Shape, int], str] = {
    ("uniform", 3): "## Uniform: five claims a key\n",
    ("zipf", 3): """## Zipf: some keys have many claims

As many keys as in the uniform case; the claims about the key of rank *r* are in proportion to *r*⁻⁰·⁸.
""",
    ("hot", 2): """## Hot: all claims in one block

One key; each claim holds for two or three days, within about twice as many days as there are claims, so that there are
about two conflicts for three claims. (More than a million claims do not fit between the years 1 and 9999.) The rules
are `incompatible-values` and `no-citation`: the pairs of statements of one source grow as the number of claims squared.
""",
    ("hot", 3): """## Hot, with all three rules

With `newer-statement`, whose matches are too many to list: they are counted.
""",
}
