"""Doubts about how an experiment was conducted, from what its run was seen to touch, and the author's answers."""
