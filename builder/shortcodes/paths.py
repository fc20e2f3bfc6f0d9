"""Files that a text names: they lie in the folder of its post or in the site's `static/`, and nothing else is read."""

from __future__ import annotations

import os
import re
import unicodedata
from contextlib import suppress
from pathlib import Path, PurePosixPath, PureWindowsPath

from builder.errors import SitegenError, nearest
from builder.shortcodes.context import Context

POST, STATIC = "the folder of the post", "static/"


def locate(context: Context, name: str, *, told: bool = True) -> Path:
    """The file that a text names: `/img/digit.png` in the site's `static/`, any other name in the folder of the post.

    Else beside the text where the post is a single file, and then in `static/`, too. A page of documentation may name
    files of its other languages by `../`. Raises as `resolve_inside` does;
    what is not `told` to the author has no hint, which is looked for in whole folders.
    """
    post, static = context.shared.post, context.shared.static
    if name.startswith("/") and name[1:2] != "/":
        path = resolve_inside(static, name, STATIC, told=told)
        context.made_from(path)
        return path
    if post.around and ".." in PurePosixPath(name).parts:
        return _around(context, post.around, post.beside or post.folder, name, told=told)
    places = [place for place in (post.folder, post.beside, static) if place and place.is_dir()] or [post.folder]
    for place in places:
        if place != post.folder and ".." not in PurePosixPath(name).parts:
            context.made_from(place / name)
        if is_inside(place, name):
            return _spelled(place, name)
    return resolve_inside(places[0], name, told=told)


def _around(context: Context, around: Path, beside: Path, name: str, *, told: bool) -> Path:
    """The file that a page of documentation names in the folder of another language, or of all."""
    seen = os.path.relpath(os.path.normpath(beside.resolve() / name), around)
    if PurePosixPath(seen).parts[0] == "..":
        raise SitegenError(f"'{name}' leads out of {around.name}/", hint="Copy the file into it.")
    context.made_from(around / seen)
    return resolve_inside(around, PurePosixPath(seen).as_posix(), f"{around.name}/", told=told)


def resolve_inside(folder: Path, name: str, where: str = POST, *, told: bool = True) -> Path:
    """The file of this name, such as `img/digit.png`, in a folder, that of a post; in STATIC it begins with a slash.

    Raises SitegenError, without a place, where there is none, and where the name leads out of the folder: by `..`, from
    the root, or through a symbolic link.
    """
    if name.lower().startswith("data:"):
        hint = "Save it as a file in the folder of the post, and write the name of that."
        raise SitegenError("a picture that is written into the text, as data:, is not shown", hint=hint)
    if re.match(r"[a-zA-Z][a-zA-Z0-9+.-]+:|//", name):
        hint = "Copy it into the folder of the post, as `sitegen check --localize` does. Pages ask no other site."
        raise SitegenError(f"'{name}' lies elsewhere", hint=hint)
    relative = name.removeprefix("/") if where == STATIC else name
    if PurePosixPath(relative).is_absolute() or PureWindowsPath(name).drive or "\\" in name or "\0" in name:
        raise _no_path(name, where)
    path = _spelled(folder, relative)
    try:
        path.stat()
    except (FileNotFoundError, NotADirectoryError):
        pass  # told below, with the nearest
    except OSError:  # a name that is too long, links that lead to one another
        raise _no_path(name, where) from None
    if not path.resolve().is_relative_to(folder.resolve()):
        hint = "Copy the file into it."
        raise SitegenError(f"'{name}' leads out of {where}", hint=hint)
    if not path.is_file():
        raise SitegenError(f"there is no file '{name}' in {where}", hint=_nearest(folder, path) if told else "")
    return path


def _spelled(folder: Path, name: str) -> Path:
    """The file of a name whose accents may be letters of their own, as macOS writes them, or parts of a letter."""
    if not name.isascii() and not os.path.lexists(folder / name):
        for form in ("NFC", "NFD"):
            if os.path.lexists(path := folder / unicodedata.normalize(form, name)):
                return path
    return folder / name


def is_elsewhere(name: str) -> bool:
    """Whether this is the address of a file on another site."""
    return bool(re.match(r"(https?:)?//", name, re.IGNORECASE))


def is_inside(folder: Path, name: str) -> bool:
    """Whether there is such a file in the folder of a post."""
    with suppress(SitegenError):
        return resolve_inside(folder, name, told=False).is_file()
    return False


def _no_path(name: str, where: str) -> SitegenError:
    hint = f"Write it as img/digit.png, seen from {where}."
    return SitegenError(f"'{name[:80]}' is no path in {where}", hint=hint)


def _nearest(folder: Path, path: Path) -> str:
    """A hint: the nearest of the files that lie where this one should."""
    place = folder if path == folder else path.parent
    if not place.is_dir():
        return f"There is no folder '{place.relative_to(folder).as_posix()}' in it."
    beside = (other for other in place.iterdir() if other.is_file() and not other.name.startswith("."))
    return nearest(path.relative_to(folder).as_posix(), [other.relative_to(folder).as_posix() for other in beside])
