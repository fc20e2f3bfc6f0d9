"""Runs a notebook from top to bottom in a kernel: `python notebook_running.py IN OUT FOLDER`, in an empty folder."""

from __future__ import annotations

import sys

import nbformat
from nbclient import NotebookClient

if __name__ == "__main__":
    source, target, folder = sys.argv[1:]
    notebook = nbformat.read(source, 4)
    nbformat.validate(notebook)
    NotebookClient(notebook, timeout=240, kernel_name="python3", resources={"metadata": {"path": folder}}).execute()
    nbformat.write(notebook, target)
