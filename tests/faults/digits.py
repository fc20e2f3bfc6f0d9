"""Changes single digits in copies of the records that are published, and builds."""

from __future__ import annotations

import json
import random
import shutil
from collections.abc import Iterator
from pathlib import Path

from . import tree
from .command import Ended, run
from .drivers import Result
from .holds import Breach
from .scenes import CONFIG

REPOSITORY = Path(__file__).parent.parent.parent
COMMAND = ("build", "--no-run", "--strict")


class Published:
    """A copy of the posts of this repository with all their records.

    Their texts are exchanged for a few lines that show something of each record: to draw all that the real ones show
    takes seconds, and what refuses a record does not know where it is shown.
    """

    def __init__(self, folder: Path) -> None:
        self.root, self.scratch = folder / "at", folder / "scratch"
        shutil.copytree(REPOSITORY / "content" / "posts", self.root / "content" / "posts")
        (self.root / "content" / "site.toml").write_text(CONFIG, encoding="utf-8")
        for post in sorted((self.root / "content" / "posts").iterdir()):
            for text in post.glob("index.*"):
                text.unlink()
            for code in ("en", "pt"):
                (post / f"index.{code}.md").write_text(_text(post), encoding="utf-8")
        run(self.root, ("upgrade",), scratch=self.scratch)  # nothing to do where the records are of this sitegen
        ended = self.build()
        assert ended.code == 0, f"undisturbed, the site is not published: {ended.said}"
        self.site = tree.below(tree.read(self.root), "site")

    def build(self) -> Ended:
        return run(self.root, COMMAND, scratch=self.scratch)

    def records(self) -> list[str]:
        return sorted(
            str(path.relative_to(self.root)) for path in self.root.glob("content/posts/*/results/*/record.json")
        )


def _text(post: Path) -> str:
    shown = []
    for path in sorted(post.glob("results/*/record.json")):
        record = json.loads(path.read_text(encoding="utf-8"))
        name = path.parent.name
        if record["values"]:
            shown.append(f"{{{{< value {name}.{min(record['values'])} >}}}}")
        else:
            shown.append(f"{{{{< value {name}.seconds duration >}}}}")
    return "---\ntitle: All\ndate: 2024-02-29\n---\n\n" + "\n\n".join(shown) + "\n"


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
    at, changed = _changed(before, chance)
    try:
        path.write_bytes(changed)
        ended = published.build()
        breaches = list(_breaches(published, ended, f"{name}: {before[at - 40 : at + 10].decode(errors='replace')!r}"))
    finally:
        path.write_bytes(before)
    if ended.code == 0:
        published.build()
    again = f'python -c "from tests.faults.digits import once; once({name!r}, {seed})"'
    return Result("digits", Path(name).parent.name, 1, breaches, again)


def _changed(before: bytes, chance: random.Random) -> tuple[int, bytes]:
    """Another digit somewhere, and where: one that says another number, or nothing that JSON knows."""
    places = [place for place, one in enumerate(before) if chr(one).isdigit()]
    while True:  # the seventeenth digit of a number may well make no difference to it
        at = chance.choice(places)
        digit = chance.choice([one for one in b"0123456789" if one != before[at]])
        changed = before[:at] + bytes([digit]) + before[at + 1 :]
        try:
            if json.loads(changed) != json.loads(before):
                return at, changed
        except ValueError:
            return at, changed


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
