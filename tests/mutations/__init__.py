"""Edits of small posts, and whether what `status` says of each is what the experiment then really gives.

`python -m tests.mutations` asks of every edit of the table, and tells what is missed and what is needless;
`python -m tests.mutations --help` says the rest.
"""
