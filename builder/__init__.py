"""sitegen turns machine-learning experiments into articles."""

__version__ = "0.1.0"
