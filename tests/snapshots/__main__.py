"""Write the snapshots anew."""

from snapshots import snapshots

for file, made in snapshots().items():
    file.write_text(made(), encoding="utf-8", newline="\n")
