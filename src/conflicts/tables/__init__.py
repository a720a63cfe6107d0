"""Claims as a table: one flat row is one claim; other tables are mapped to that form."""

from conflicts.tables.flat import PLACEHOLDER, SOURCE_COLUMNS, claim_data, source_data
from conflicts.tables.mapping import TableMapping
from conflicts.tables.schema import COLUMN_NAMES, COLUMNS, Column, claims_table_schema
from conflicts.tables.write import claims_table, flat_row, write_arrow, write_csv, write_parquet

__all__ = [
    "COLUMNS",
    "COLUMN_NAMES",
    "PLACEHOLDER",
    "SOURCE_COLUMNS",
    "Column",
    "TableMapping",
    "claim_data",
    "claims_table",
    "claims_table_schema",
    "flat_row",
    "source_data",
    "write_arrow",
    "write_csv",
    "write_parquet",
]
