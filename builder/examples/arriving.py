"""Does something when a module has been imported, which an experiment may do within its function."""

from __future__ import annotations

import sys
from collections.abc import Callable
from contextlib import suppress
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec
from importlib.util import find_spec
from types import ModuleType
from typing import Any


class After(MetaPathFinder):
    """Calls a function when a module has been imported, once; it is put first into `sys.meta_path`."""

    def __init__(self, name: str, after: Callable[[ModuleType], None]) -> None:
        self._name, self._after, self._asking = name, after, False

    def find_spec(self, name: str, path: object = None, target: object = None) -> ModuleSpec | None:
        """That of the module, which calls the function when it has been executed; None for any other."""
        if name != self._name or self._asking:
            return None
        self._asking = True
        try:
            spec = find_spec(name)
        finally:
            self._asking = False
        loader: Any = spec.loader if spec else None
        if loader is not None:
            execute = loader.exec_module

            def exec_module(module: ModuleType) -> None:
                execute(module)
                if self in sys.meta_path:
                    sys.meta_path.remove(self)
                    with suppress(Exception):  # another version of the package is no reason not to import it
                        self._after(module)

            loader.exec_module = exec_module
        return spec
