"""A server of the Model Context Protocol: what agents ask of claims, answered as the command line does.

``server`` speaks to the client, by the official SDK. What it answers is made by functions on data, in processes that
can be ended: ``answers`` makes the answers, ``inputs`` reads what they are about, and ``root`` says which files that
may be.
"""
