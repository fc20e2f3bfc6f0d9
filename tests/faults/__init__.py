"""Injected faults: what `run`, `build`, `deploy`, `import`, `init`, `new` and `rename` leave when a disk fails or is
full, when they are killed, and when what is kept was damaged.

`python -m tests.faults` in the folder of the repository; `--help` says how. A failure names the command that brings it
back.
"""
