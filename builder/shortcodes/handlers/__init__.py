"""The shortcodes that an author may write, by name: each file of this folder declares those that it holds."""

from importlib import import_module
from pkgutil import iter_modules

from builder.shortcodes.declaration import Shortcode

_FILES = [import_module(f"{__name__}.{one.name}") for one in iter_modules(__path__)]
SHORTCODES: dict[str, Shortcode] = dict(sorted(row for file in _FILES for row in file.SHORTCODES.items()))
