"""What the exit code of the command says."""

CLEAN = 0
FINDINGS = 1
USAGE = 2
ENGINE = FAILED = 3
INTERRUPTED = 130
CLOSED_PIPE = 141
