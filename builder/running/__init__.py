"""Runs of experiments: what runs when and where, what is seen of it, and how what came of it is kept."""
