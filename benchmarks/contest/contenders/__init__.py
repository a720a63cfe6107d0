"""The contenders, one file for each kind of program."""
