"""A language server: what editors show of claims and rules while they are written.

``server`` speaks to the editor, by pygls. What it says is made by functions on data: ``texts`` (files as they are open
in the editor), ``checking`` (a collection of them, checked) and one module for each thing that an editor asks for.
"""
