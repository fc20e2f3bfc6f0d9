"""Runs orders on the machines of a Ray cluster: what travels there, what lives there, and what comes back."""
