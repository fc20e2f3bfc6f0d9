"""What must hold after a fault, and after the same command without one."""

from __future__ import annotations

import signal
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from builder.files import passing

from . import stage, tree
from .command import Ended
from .inject import Fault
from .stage import Stage, authored

SORTS = ("lost", "wrong", "stuck", "traceback", "left over")
MISTAKE = 2
SPARE = ".sitegen/site.old"
KNOWN_REFS = {"refs/heads/main", "refs/heads/gh-pages", "refs/remotes/origin/gh-pages"}


class Breach(NamedTuple):
    """Something that does not hold: its sort, and what it is."""

    sort: str
    what: str


Files = Mapping[str, bytes | str]


def after_fault(there: Stage, ended: Ended, fault: Fault) -> Iterator[Breach]:
    """What does not hold once the command has met a fault."""
    now = tree.read(there.root)
    before, after, own = authored(there.before), authored(there.after), authored(now)
    yield from _ending(there, ended, fault)
    for name, data in before.items():
        if not name.startswith("site/") and own.get(name) not in (data, after.get(name)):
            yield Breach("lost", f"{name} is neither what it was nor what it was to be")
    yield from _records(before, after, own)
    if there.scene.undone and without_temporary(own) not in (before, after):
        others = [name for name in tree.differing(own, before) if own.get(name) != after.get(name)]
        yield Breach("wrong", f"half done: {tree.names(others) or 'some is new, some is old'}")
    yield from _site(there, now)
    if stage.published(there.root) not in (there.published_before, there.published_after):
        yield Breach("wrong", "the branch of the remote holds neither the old site nor the new one")
    if ended.code == 0:
        # What could not be removed is left to the next command.
        if others := [name for name in tree.differing(after, own) if name in after]:
            yield Breach("wrong", f"exit code 0, but not done: {tree.names(others)}")
        if stage.published(there.root) != there.published_after:
            yield Breach("wrong", "exit code 0, but not deployed")


def of_the_next(ended: Ended) -> Iterator[Breach]:
    """What does not hold of another command, typed after the one that met a fault."""
    if "Traceback (most recent call last)" in ended.said or ended.code != 0:
        yield Breach("stuck", f"status then ends with {ended.code}: {ended.said.strip()[-300:]}")


def _ending(there: Stage, ended: Ended, fault: Fault) -> Iterator[Breach]:
    if ended.code is None:
        yield Breach("stuck", "it did not end")
    elif "Traceback (most recent call last)" in ended.said and "Traceback" not in there.undisturbed.said:
        yield Breach("traceback", ended.said.strip().splitlines()[-1])
    elif ended.code == 1 and there.scene.command[0] == "import" and "Error: " in ended.said:
        pass  # something was left out, and it is told
    elif ended.code not in (0, MISTAKE, there.undisturbed.code) and not _was_killed(ended, fault):
        yield Breach("traceback", f"exit code {ended.code}: {ended.said[-200:]}")
    elif ended.code == MISTAKE and not ended.said.strip():
        yield Breach("traceback", "exit code 2, and no word why")


def _was_killed(ended: Ended, fault: Fault) -> bool:
    return fault.kind in ("killed", "torn", "lone") and ended.code == -signal.SIGKILL


def _records(before: Files, after: Files, own: Files) -> Iterator[Breach]:
    """A record, old or new, has the artifacts that it names."""
    for name in own:
        folder, _, file = name.rpartition("/")
        if file != "record.json":
            continue
        olds = [one for one in (before, after) if one.get(name) == own[name]]
        if not olds:
            yield Breach("lost", f"{name} is neither the old record nor the new one")
        elif not any(_same_artifacts(folder, one, own) for one in olds):
            yield Breach("lost", f"{folder}: an artifact that the record names")


def _same_artifacts(folder: str, one: Files, own: Files) -> bool:
    return all(own.get(name) == data for name, data in one.items()
               if name.startswith(folder + "/") and name.endswith(".safetensors"))  # fmt: skip


def _site(there: Stage, now: tree.Tree) -> Iterator[Breach]:
    old, new, here = (tree.below(one, "site") for one in (there.before, there.after, now))
    if here in (old, new):
        return
    apart = {
        name.removeprefix(".sitegen/site.old"): data for name, data in tree.below(now, ".sitegen/site.old").items()
    }
    if not here and apart in [{name.removeprefix("site"): data for name, data in one.items()} for one in (old, new)]:
        return  # killed between two renames: the site that was there lies whole beside, and the next build puts it back
    others = [name for name in tree.differing(here, old) if here.get(name) != new.get(name)]
    yield Breach("wrong", f"site/ is neither the old site nor the new one: {tree.names(others)}")


def without_temporary(files: Files) -> Files:
    return {name: data for name, data in files.items() if not any(map(passing, name.split("/")))}


def after_repetition(there: Stage, ended: Ended, *, done: bool) -> Iterator[Breach]:
    """What does not hold once the command was typed again; `done` tells that nothing was left to do."""
    now = tree.read(there.root)
    if "Traceback (most recent call last)" in ended.said and "Traceback" not in there.undisturbed.said:
        yield Breach("traceback", f"again: {ended.said.strip().splitlines()[-1]}")
    if ended.code != there.undisturbed.code and not (done and there.scene.once):
        yield Breach("stuck", f"again it ends with {ended.code}: {ended.said.strip()[-300:]}")
        return
    if there.scene.tells and ended.said != there.undisturbed.said:
        yield Breach("wrong", f"again it says: {ended.said}")
    yield from _left(there, now)


def _left(there: Stage, now: tree.Tree) -> Iterator[Breach]:
    after, own = authored(there.after), authored(now)
    others = tree.differing(after, own)
    if left := [name for name in others if name not in after]:
        yield Breach("left over", tree.names(left))
    if wrong := [name for name in others if name in after]:
        yield Breach("wrong", f"again, other bytes than undisturbed: {tree.names(wrong)}")
    for name in now.keys() - there.after.keys():
        if ".sitegen/" in name and _is_left(name):
            yield Breach("left over", name)
    if locked := stage.locks(there.root):
        yield Breach("left over", tree.names(locked))
    if stage.published(there.root) != there.published_after:
        yield Breach("wrong", "again, something else is deployed")
    if more := set(stage.refs(there.root)) - KNOWN_REFS:
        yield Breach("left over", tree.names(sorted(more)))


def _is_left(name: str) -> bool:
    """Whether a file of the scratch folder has no use there; what is remembered has one, and the last site but one."""
    inside = name.split(".sitegen/", 1)[1]
    if inside == "site.spare" or inside.startswith("site.spare/"):
        return False
    return not inside.startswith(("cache", "inputs", "status", "locks")) or any(map(passing, inside.split("/")))
