"""Changes single digits in copies of the records that are published, and builds."""

from __future__ import annotations

import random
import shutil
from collections.abc import Iterator
from pathlib import Path

from . import tree
from .command import Ended, run
from .drivers import Result
from .holds import Breach

REPOSITORY = Path(__file__).parent.parent.parent
COMMAND = ("build", "--no-run", "--strict")


class Published:
    """A copy of the site of this repository, built."""

    def __init__(self, folder: Path) -> None:
        self.root, self.scratch = folder / "at", folder / "scratch"
        for name in ("content", "docs"):
            shutil.copytree(REPOSITORY / name, self.root / name)
        ended = self.build()
        assert ended.code == 0, f"undisturbed, the site is not published: {ended.said}"
        self.site = tree.below(tree.read(self.root), "site")

    def build(self) -> Ended:
        return run(self.root, COMMAND, scratch=self.scratch)

    def records(self) -> list[str]:
        return sorted(
            str(path.relative_to(self.root)) for path in self.root.glob("content/posts/*/results/*/record.json")
        )


def trials(count: int, seed: int, folder: Path, number: int, jobs: int) -> Iterator[Result]:
    """So many digits, of all records alike."""
    published = Published(folder)
    chance = random.Random(seed)
    names = published.records()
    seeds = [(names[one % len(names)], chance.randrange(1_000_000)) for one in range(count)]
    for name, its in seeds[number::jobs]:
        yield attempt(published, name, its)


def attempt(published: Published, name: str, seed: int) -> Result:
    """Change a digit of a record; the build must refuse it."""
    path, chance = published.root / name, random.Random(seed)
    before = path.read_bytes()
    at = chance.choice([place for place, one in enumerate(before) if chr(one).isdigit()])
    digit = chance.choice([one for one in b"0123456789" if one != before[at]])
    try:
        path.write_bytes(before[:at] + bytes([digit]) + before[at + 1 :])
        ended = published.build()
        breaches = list(_breaches(published, ended, f"{name}: {before[at - 40 : at + 10].decode(errors='replace')!r}"))
    finally:
        path.write_bytes(before)
    if ended.code == 0:
        published.build()
    again = f'python -c "from tests.faults.digits import once; once({name!r}, {seed})"'
    return Result("digits", Path(name).parent.name, 1, breaches, again)


def _breaches(published: Published, ended: Ended, where: str) -> Iterator[Breach]:
    if ended.code == 0:
        yield Breach("wrong", f"{where}: published")
    elif ended.code != 2 or "Traceback (most recent call last)" in ended.said:
        yield Breach("traceback", f"{where}: {ended.said.strip()[-200:]}")
    elif tree.below(tree.read(published.root), "site") != published.site:
        yield Breach("wrong", f"{where}: the site is another although the build failed")


def once(name: str, seed: int) -> None:
    """Bring one trial back, and print what did not hold."""
    import tempfile

    from .command import warm

    warm()
    with tempfile.TemporaryDirectory() as folder:
        print(*attempt(Published(Path(folder).resolve()), name, seed).breaches or ["all of it held"], sep="\n")
