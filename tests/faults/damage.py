"""Damages what is kept, one file at a time, and asks every command that reads it."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

from . import scenes, tree
from .command import Ended, run
from .drivers import Result
from .holds import Breach

QUESTIONS = (("status",), ("build", "--no-run", "--strict"), ("check",))
DEEP = b"[" * 200_000


def flipped(data: bytes, others: list[bytes], chance: random.Random) -> bytes:
    """One bit is another one."""
    at = chance.randrange(len(data))
    return data[:at] + bytes([data[at] ^ (1 << chance.randrange(8))]) + data[at + 1 :]


def cut(data: bytes, others: list[bytes], chance: random.Random) -> bytes:
    """The end is missing."""
    return data[: chance.randrange(len(data))]


def emptied(data: bytes, others: list[bytes], chance: random.Random) -> bytes:
    """Nothing is left."""
    return b""


def zeroed(data: bytes, others: list[bytes], chance: random.Random) -> bytes:
    """The end are zeros, as a loss of power leaves them."""
    at = chance.randrange(len(data))
    return data[:at] + bytes(len(data) - at)


def exchanged(data: bytes, others: list[bytes], chance: random.Random) -> bytes:
    """Another file of its kind lies in its place."""
    return chance.choice(others)


def deepened(data: bytes, others: list[bytes], chance: random.Random) -> bytes:
    """JSON that no parser that calls itself comes back from."""
    return DEEP


WAYS: Mapping[str, Callable[[bytes, list[bytes], random.Random], bytes]] = {
    "flipped": flipped, "cut": cut, "emptied": emptied, "zeroed": zeroed, "exchanged": exchanged, "deepened": deepened,
}  # fmt: skip


class Answers(NamedTuple):
    """What the commands said, and the site that was built."""

    ended: tuple[Ended, ...]
    site: Mapping[str, bytes | str]

    @property
    def build(self) -> Ended:
        return self.ended[1]


class Kept:
    """A site with everything in it that is kept, undamaged."""

    def __init__(self, folder: Path) -> None:
        self.root, self.scratch = folder / "at", folder / "scratch"
        place = scenes.Place(self.root, self.scratch)
        scenes.everything(place)
        self.ask()  # what the first build leaves is a part of what is kept
        self.tree = tree.read(self.root)
        self.undisturbed = self.ask()
        assert [one.code for one in self.undisturbed.ended] == [0, 0, 0], self.undisturbed.ended

    def ask(self) -> Answers:
        """Type the commands that read what is kept."""
        ended = tuple(run(self.root, question, scratch=self.scratch) for question in QUESTIONS)
        return Answers(ended, tree.below(tree.read(self.root), "site"))

    def files(self) -> list[str]:
        """What is kept: not the texts and the code, which are the author's to change."""
        return [name for name, entry in self.tree.items()
                if isinstance(entry.data, bytes) and entry.data and _is_kept(name)]  # fmt: skip

    def others(self, name: str) -> list[bytes]:
        """The other files that lie where files of this kind do."""
        this = self.tree[name].data
        alike = [entry.data for other, entry in self.tree.items() if _kind(other) == _kind(name) and entry.data != this]
        return [data for data in alike if isinstance(data, bytes)] or [b"{}"]


def _kind(name: str) -> tuple[str, list[str]]:
    return Path(name).suffix, name.split("/")[:2]


def _is_kept(name: str) -> bool:
    if name.startswith(("site/", ".sitegen/")):
        return not name.endswith((".lock", ".holder"))
    return "/results/" in name or name.endswith(scenes.MARKS)


def trials(count: int, seed: int, folder: Path, number: int, jobs: int) -> Iterator[Result]:
    """So many flipped bits, and each file damaged once in each other way where there are as many trials."""
    kept = Kept(folder)
    chance = random.Random(seed)
    files = kept.files()
    evidence = [name for name in files if name.startswith("content/")]
    chosen = [(chance.choice(evidence if one % 2 else files), "flipped") for one in range(count)]
    rest = [(name, way) for name in files for way in WAYS if way != "flipped"]
    chosen += chance.sample(rest, min(len(rest), count))
    for name, way in list(zip(chosen, range(len(chosen)), strict=True))[number::jobs]:
        yield attempt(kept, *name, seed * 1_000_003 + way)


def attempt(kept: Kept, name: str, way: str, seed: int) -> Result:
    """Damage a file in a way, and see what is told."""
    tree.restore(kept.root, kept.tree)
    data = kept.tree[name].data
    assert isinstance(data, bytes)
    damaged = WAYS[way](data, kept.others(name), random.Random(seed))
    path = kept.root / name
    path.write_bytes(damaged)
    answers = kept.ask()
    breaches = list(_breaches(kept, name, answers))
    if name.startswith("content/") and not breaches:
        tree.restore(kept.root, {**kept.tree, name: tree.Entry(damaged, ())})
        breaches += _without_cache(kept, answers)
        tree.restore(kept.root, kept.tree)
        breaches += [Breach("stuck", f"{name} restored: {what}") for _, what in _changed(kept, kept.ask())]
    again = f'python -c "from tests.faults.damage import once; once({name!r}, {way!r}, {seed})"'
    return Result("damage", way, int(damaged != data), tuple(dict.fromkeys(breaches)), again)


def _breaches(kept: Kept, name: str, answers: Answers) -> Iterator[Breach]:
    for question, ended in zip(QUESTIONS, answers.ended, strict=True):
        if ended.code is None:
            yield Breach("stuck", f"{name}: {question[0]} does not end")
        elif "Traceback (most recent call last)" in ended.said or ended.code not in (0, 2):
            yield Breach("traceback", f"{name}: {question[0]} ends with {ended.code}: {ended.said.strip()[-200:]}")
    changed = list(_changed(kept, answers))
    if not name.startswith("content/"):
        yield from (Breach(sort, f"{name}: {what}") for sort, what in changed)
        return
    if name.endswith(scenes.MARKS):
        return  # text for people and for merges: what is changed in it, the author is asked about
    # Evidence is damaged: either it makes no difference to anyone, or every command tells.
    status, build, check = answers.ended
    told = [status.said != kept.undisturbed.ended[0].said, build.code != 0, check.code != 0]
    if changed and not all(told):
        silent = [question[0] for question, tells in zip(QUESTIONS, told, strict=True) if not tells]
        yield Breach("wrong", f"{name}: not told by {' and '.join(silent)}")
    if answers.build.code != 0 and answers.site != kept.undisturbed.site:
        yield Breach("wrong", f"{name}: the site is another although the build failed")


def _changed(kept: Kept, answers: Answers) -> Iterator[Breach]:
    """What is not as it is undisturbed."""
    for question, ended, before in zip(QUESTIONS, answers.ended, kept.undisturbed.ended, strict=True):
        if (ended.code, ended.said) != (before.code, before.said):
            yield Breach("wrong", f"{question[0]} says {ended.code}: {ended.said.strip()[-200:]}")
    if answers.site != kept.undisturbed.site:
        yield Breach("wrong", f"pages differ: {tree.names(tree.differing(answers.site, kept.undisturbed.site))}")


def _without_cache(kept: Kept, answers: Answers) -> Iterator[Breach]:
    """A build that has a cache tells what one without tells."""
    tree.restore(kept.root / ".sitegen", {})
    clean = run(kept.root, QUESTIONS[1], scratch=kept.scratch)
    if (clean.code, clean.said) != (answers.build.code, answers.build.said):
        yield Breach("wrong", f"build with a cache ends with {answers.build.code}, without with {clean.code}: "
                     f"{(clean.said or answers.build.said).strip()[-200:]}")  # fmt: skip


def once(name: str, way: str, seed: int) -> None:
    """Bring one trial back, and print what did not hold."""
    import tempfile

    from .command import warm

    warm()
    with tempfile.TemporaryDirectory() as folder:
        print(*attempt(Kept(Path(folder).resolve()), name, way, seed).breaches or ["all of it held"], sep="\n")
