"""How many cases Hypothesis tries: few while one works, thousands in CI, and as many as asked for in the long run.

A test that deserves more than its share multiplies the profile's number: ``@settings(max_examples=5 * CASES)`` with
``CASES = settings().max_examples``. Choose a profile with ``--hypothesis-profile``; CI chooses its own.
"""

import os

from hypothesis import HealthCheck, settings

# A loaded machine makes single cases slow, which says nothing about the code; speed has its own benchmark.
UNTIMED = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=False)

settings.register_profile("default", UNTIMED, max_examples=60)
# The same cases each time: what CI says is about the change, and new cases are found by those who work.
settings.register_profile("ci", UNTIMED, max_examples=400, derandomize=True, database=None)
settings.register_profile("long", UNTIMED, max_examples=20_000, print_blob=True)
settings.load_profile("ci" if os.environ.get("CI") else "default")
