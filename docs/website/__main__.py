"""``python -m website [DIRECTORY]`` builds the site; any warning, such as a link that leads nowhere, fails."""

import sys
from pathlib import Path

from website.build import build

if __name__ == "__main__":
    sys.exit(build(Path(sys.argv[1] if len(sys.argv) > 1 else "site")))
