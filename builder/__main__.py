"""`python -m builder` is `sitegen`."""

from builder.cli import main

main()
