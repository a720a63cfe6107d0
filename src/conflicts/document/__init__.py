"""YAML and JSON text to plain data that remembers where everything stood.

What is read is plain: mappings with text keys, lists, text, whole numbers, ``Decimal``, true, false and null. Scalars
follow the core schema of YAML 1.2 (section 10.3) without its octal, hexadecimal and non-finite numbers: ``no``,
``12:30``, ``0777`` and ``2022-03-24`` are text. Duplicate keys, unknown tags, and circular or exploding aliases are
errors.
"""

from conflicts.document.build import MAX_ALIASED, MAX_DEPTH, MAX_MAGNITUDE
from conflicts.document.content import MAX_BYTES, read_content
from conflicts.document.dump import dump
from conflicts.document.file_patterns import absolute_pattern, is_named
from conflicts.document.load import load, load_file, load_json, load_json_line
from conflicts.document.place import Data, Document, Path
from conflicts.document.unicode import decoded, with_line_feeds
from conflicts.document.whole import whole_file
from conflicts.document.yaml_text import MAX_PARTS

__all__ = [
    "MAX_ALIASED",
    "MAX_BYTES",
    "MAX_DEPTH",
    "MAX_MAGNITUDE",
    "MAX_PARTS",
    "Data",
    "Document",
    "Path",
    "absolute_pattern",
    "decoded",
    "dump",
    "is_named",
    "load",
    "load_file",
    "load_json",
    "load_json_line",
    "read_content",
    "whole_file",
    "with_line_feeds",
]
