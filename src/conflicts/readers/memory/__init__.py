"""What agents remember, from the exports of memory layers: graphiti, mem0, cognee, and the stores of LangGraph.

One module a product. What an export says in fields is a typed claim; what it says in words stays words, with its time
and origin. Nothing is ever written back.
"""
