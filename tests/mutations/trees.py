"""Generated posts: packages in packages whose files import each other in every way, run and read.

Each file has a constant `V`, a power of a thousand of its own, and all that is reached is added up; so one run tells
by the digits of its result which files take part, and the text of each of these must be able to make it stale.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from builder.project import Project

from .judging import SLUG, Broken, Refused, read, write_post
from .table import Files
from .truth import truth

_BASE = 1000  # no file is counted as often as that


@dataclass(frozen=True)
class Trouble:
    """What is wrong with the reading of a tree: "missed", "broken", "refused"; "needless" is only counted."""

    seed: int
    what: str
    detail: str


@dataclass
class Tree:
    """The files of a post while they are thought up. A module is its dotted name: "top.inner.leaf"."""

    chance: random.Random
    packages: list[str] = field(default_factory=lambda: [""])
    modules: list[str] = field(default_factory=list)
    bare: set[str] = field(default_factory=set)  # packages without __init__.py

    def path(self, module: str) -> str:
        inside = module.replace(".", "/")
        return f"{inside}/__init__.py" if module in self.packages else f"{inside}.py"

    def grow(self) -> None:
        """Think up folders and files."""
        for number in range(self.chance.randint(1, 4)):
            parent = self.chance.choice(self.packages)
            package = f"{parent}.p{number}".strip(".")
            self.packages.append(package)
            if self.chance.random() < 0.15:
                self.bare.add(package)
            else:
                self.modules.append(package)
        for number in range(self.chance.randint(2, 6)):
            parent = self.chance.choice(self.packages)
            self.modules.append(f"{parent}.m{number}".strip("."))

    def files(self) -> Files:
        """The files of the post."""
        self.grow()
        files = {"reg.py": "REG = []\n"}
        for number, module in enumerate(self.modules):
            files[self.path(module)] = self.text(module, number)
        for package in self.bare:
            files.setdefault(f"{package.replace('.', '/')}/data.txt", "")
        files["experiments.py"] = self.experiments()
        return files

    def text(self, module: str, number: int) -> str:
        """The text of a module: imports, and a `total` that adds up what they give."""
        stars, rest = self.imports(module, self.chance.randint(0, 3))
        head, inner, summands = "", "", []
        for statement, summand, local in stars + rest:
            if local:
                inner += f"    {statement}\n"
            else:
                head += statement + "\n"
            summands.append(summand)
        own = ""
        if self.chance.random() < 0.2:
            dots = self.dots(module, "reg")
            own += (
                f"from {dots}reg import REG as _reg\n{self.chance.choice(['_reg.append(V)', '_ = _reg.append(V)'])}\n"
            )
        if self.chance.random() < 0.1:
            own += f"__all__ = ['total', 'K{number}']\n"
        total = f"""
def total(seen):
    if V in seen:
        return 0
    seen.add(V)
{inner}    return V + {" + ".join(summands) or "0"}
"""
        constants = f"V = {_BASE}**{number}\nK{number} = V\n"
        return constants + (own + head if self.chance.random() < 0.5 else head + own) + constants + total

    def imports(self, module: str, count: int) -> tuple[list[tuple[str, str, bool]], list[tuple[str, str, bool]]]:
        """Import statements of a module, each with what it adds to the sum, and whether it stands in the function."""
        stars, rest = [], []
        for number in range(count):
            here = self.modules.index(module)
            later = self.modules[here + 1 :] if self.chance.random() < 0.8 else self.modules  # else mostly circles
            target = self.chance.choice(later or self.modules)
            index = self.modules.index(target)
            package, _, last = target.rpartition(".")
            dots = self.dots(module, target)
            name = self.chance.choice([f"n{number}", last])
            whole = f"from {self.dots(module, package)}{package} import {last} as {name}"
            part = f"from {dots}{target} import total as {name}"
            forms = [
                (whole, f"{name}.total(seen)", False),
                (whole, f"{name}.total(seen)", True),
                (f"{whole}\nalias = {name}", "alias.total(seen)", False),
                (whole, f"getattr({name}, 'to' + 'tal')(seen)", False),
                (part, f"{name}(seen)", False),
                (part, f"{name}(seen)", True),
                (f"from {dots}{target} import V as {name}", name, False),
                (f"import {target}", f"{target}.total(seen)", False),
                (f"import {target} as {name}", f"{name}.total(seen)", False),
                (f"from {target} import total as {name}", f"{name}(seen)", False),
                (f"try:\n    {part}\nexcept ImportError:\n    {name} = lambda seen: 0", f"{name}(seen)", False),
                (f"try:\n    from .none import x as {name}\nexcept ImportError:\n    {name} = V", name, False),
                (f"if V:\n    {whole}\nelse:\n    {name} = None", f"{name}.total(seen)", False),
                (f"class C{number}:\n    {part}", f"C{number}.{name}(seen)", False),
                (f"{whole}\nT{number} = {{1: {name}}}", f"T{number}[1].total(seen)", False),
                (f"{whole}\n{name}.EXTRA = V", f"{name}.total(seen)", False),
            ]
            if package:
                held = f"from {self.dots(module, package)}{package} import total as _t{number}"
                top = package.split(".")[0]
                rest_of = target.partition(".")[2]
                reached = f"from {self.dots(module, '')} import {top} as {name}"
                forms += [(f"{held}\n{reached}", f"{name}.{rest_of}.total(seen)", False)]
            if self.chance.random() < 0.15:
                stars.append((f"from {dots}{target} import *", f"K{index}", False))
            else:
                rest.append(self.chance.choice(forms))
        return stars, rest

    def dots(self, module: str, target: str) -> str:
        """The dots of a relative import that begins at the post's folder; now and then one too many."""
        depth = module.count(".") + (1 if module in self.packages else 0)
        return "." * (depth + 1 + (self.chance.random() < 0.01))

    def experiments(self) -> str:
        first, second = self.chance.sample(self.modules, 2)
        lines = ["from builder.experiments import Result, experiment", f"from .{first} import total as a"]
        package, _, last = second.rpartition(".")
        lines += [f"from .{package} import {last} as b", "from .reg import REG", "", ""]
        lines += ["@experiment", "def e() -> Result:", "    seen = set()"]
        lines += ["    return Result(values={'v': a(seen) + b.total(seen) + sum(REG)})", ""]
        return "\n".join(lines)


def troubles(seed: int, folder: Path) -> Iterator[Trouble]:
    """What is wrong with one tree; nothing where all is well."""
    tree = Tree(random.Random(seed))
    files = tree.files()
    project = Project(folder)
    write_post(project, files)
    kind, text = truth(project, SLUG)
    try:
        before = read(project)
    except Broken as error:
        yield Trouble(seed, "broken", str(error))
        return
    except Refused as error:
        if kind == "gives":
            yield Trouble(seed, "refused", str(error))
        return
    if kind != "gives":
        return
    total = int("".join(filter(str.isdigit, text)))
    for number, module in enumerate(tree.modules):
        counts = total // _BASE**number % _BASE > 0
        path = tree.path(module)
        own = f"V = {_BASE}**{number}\n"
        write_post(project, {**files, path: files[path].replace(own, own.replace("V = ", "V = 1 + "))})
        try:
            told = bool(read(project).differences(before))
        except (Broken, Refused) as error:
            yield Trouble(seed, "broken", str(error))
            continue
        if told != counts:
            yield Trouble(seed, "missed" if counts else "needless", path)
