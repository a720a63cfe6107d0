"""Plain data to YAML text."""

import re
from decimal import Decimal
from functools import cache
from typing import TYPE_CHECKING

from conflicts.document.build import resolved
from conflicts.document.place import Data

if TYPE_CHECKING:
    import yaml


_UNPLAIN = re.compile("[\r\x85\u2028\u2029]")  # line breaks, that other quotes would fold


def dump(data: Data) -> str:
    """Write the data as YAML that this library, and any reader of YAML 1.1 or 1.2, reads as the same data."""
    import yaml

    return yaml.dump(data, Dumper=_dumper(), allow_unicode=True, sort_keys=False, width=100)


@cache
def _dumper() -> "type[yaml.SafeDumper]":
    import yaml

    class Dumper(yaml.SafeDumper):
        """Quotes what only YAML 1.2 takes for a number, such as 1e5, and writes no aliases."""

        def ignore_aliases(self, data: object) -> bool:
            return True

    def text(dumper: yaml.SafeDumper, data: str) -> yaml.ScalarNode:
        style = '"' if _UNPLAIN.search(data) or _looks_otherwise(data) else None
        return dumper.represent_scalar("tag:yaml.org,2002:str", data, style=style)

    def number(dumper: yaml.SafeDumper, data: object) -> yaml.ScalarNode:
        return dumper.represent_scalar("tag:yaml.org,2002:float", str(data))

    Dumper.add_representer(str, text)
    Dumper.add_representer(Decimal, number)
    return Dumper


def _looks_otherwise(text: str) -> bool:
    try:
        return resolved(text) != text
    except ValueError:
        return True
