"""Notes about comparisons: of networks that were trained otherwise, and of differences that seeds alone may make."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from math import prod

from builder.checking.compared import Claimed, Compared, claimed, drawn, pairs, used
from builder.content.posts import Post
from builder.errors import SitegenError
from builder.evidence.expressions import evaluate
from builder.evidence.records import Records, read_records
from builder.project import Project
from builder.protocol.answers import Source
from builder.protocol.doubts import Doubt
from builder.protocol.spread import has_chance, is_measured, is_small, of_one_seed, within_seeds
from builder.protocol.training import Training, trained
from builder.protocol.unequal import between, stops_by_itself
from builder.results import Record
from builder.results.elsewhere import is_elsewhere, parted

_MOST = 4096
"""Ways to take one seed of each run that are tried."""


def comparisons(project: Project, posts: Sequence[Post]) -> Iterator[SitegenError]:
    """A note for each comparison of a post that nobody answers; what differs is told where it is met first."""
    for post in posts:
        if (post.folder / "experiments.py").is_file():
            yield from _of_post(_Notes(project, post, read_records(project, post.folder.name)))


def _of_post(notes: _Notes) -> Iterator[SitegenError]:
    claims = list(claimed(notes.post, notes.records))
    for one in (*notes.uses(), *pairs(claims), *drawn(notes.post, notes.records)):
        yield from notes.unequal(one)
    for claim in claims:
        yield from notes.spread(claim)


class _Notes:
    """What is asked of the comparisons of one post."""

    def __init__(self, project: Project, post: Post, records: Records) -> None:
        self.project, self.post, self.records = project, post, records
        self._source = Source(post.folder / "experiments.py")
        self._told = set[str]()

    def uses(self) -> Iterator[Compared]:
        """What experiments of the post put side by side."""
        for record in self.records.kept():
            lines = self._source.function(record.name)
            if lines and (found := used(record, self._source.path, self._source.begins(*lines))):
                yield found

    def unequal(self, compared: Compared) -> Iterator[SitegenError]:
        """A note where networks that are compared were trained otherwise."""
        trainings = {one.name: one for name in compared.names for one in self._behind(name)}
        if len(trainings) < 2:
            return
        names = (*compared.called, *compared.names, *trainings)
        doubt = between([*trainings.values()], names, without=compared.without)
        if doubt and doubt.message not in self._told:
            self._told.add(doubt.message)
            which = " and ".join(f"'{name}'" for name in trainings)
            said = replace(doubt, message=f"{which}, side by side in {compared.what}, {doubt.message}")
            yield from self._note(said, compared, [*trainings, *compared.names, *compared.called[:1]])

    def spread(self, claim: Claimed) -> Iterator[SitegenError]:
        """A note where a difference may be one of seeds."""
        of = {words: re.sub(r"\.\w+(\[.*\])?$", "", words) for words in claim.read}
        whole = {name: self.records.read(name) for name in dict.fromkeys(claim.read.values())}
        if len({*of.values()}) < 2 and not _of_networks(whole, claim):
            return
        if len({*of.values()}) > 1 and not all(is_measured(words[len(of[words]) :]) for words in of):
            return
        if not all(map(has_chance, whole.values())):
            return
        condition = f"{claim.one.left} {claim.one.sign} {claim.one.right}"
        seeds = {name: _seeds(record) for name, record in whole.items()}
        doubt: Doubt | None = None
        if any(len(one) > 1 for one in seeds.values()):
            doubt = self._turned(condition, seeds, claim)
        elif is_small(*self._apart(claim)):
            doubt = of_one_seed(f"the claim “{condition}”", [f"'{name}'" for name in whole])
        if doubt:
            place = Compared("", tuple(whole), claim.path, claim.line)
            yield from self._note(doubt, place, [*whole])

    def _behind(self, name: str) -> list[Training]:
        """How the network of an experiment was trained, or else that of the only one that it uses."""
        try:
            record = self.records.read(name)
        except SitegenError:  # never ran, which is told
            return []
        found = trained(record, by_settings=stops_by_itself("\n".join(self._source.lines)))
        if found is not None:
            return [found] if not record.points else []
        if len(record.fingerprint.uses) != 1:
            return []
        return self._behind(next(iter(record.fingerprint.uses)))

    def _turned(self, condition: str, seeds: dict[str, list[int]], claim: Claimed) -> Doubt | None:
        """Where a comparison fails with some seeds: as many ways as there are to take one seed of each run."""
        ways = prod(map(len, seeds.values()))
        if ways > _MOST:
            return None
        turned = 0
        for chosen in itertools.product(*seeds.values()):
            only = _OneSeed(self.records, dict(zip(seeds, chosen, strict=True)))
            turned += evaluate(condition, only).value is not True
        if not turned:
            return None
        said = []
        for words in claim.read:
            each = evaluate(words, self.records).each.get(words, [])
            numbers = [one for one in each if isinstance(one, int | float)]
            if len(numbers) > 1:
                said.append(f"{words} lies in {min(numbers):.4g} to {max(numbers):.4g} of {len(numbers)} seeds")
        names = " and ".join(f"'{name}'" for name in seeds)
        return within_seeds(f"the claim “{condition}” of {names}", turned, ways, said)

    def _apart(self, claim: Claimed) -> tuple[float, list[float]]:
        """How far the sides of a comparison are apart, and the numbers that it reads."""
        read = [evaluate(words, self.records).value for words in claim.read]
        numbers = [float(one) for one in read if isinstance(one, int | float)]
        return claim.one.value - claim.one.other, numbers or [0.0]

    def _note(self, doubt: Doubt, place: Compared, names: Sequence[str]) -> Iterator[SitegenError]:
        for name in filter(None, names):
            post, own = parted(name) if is_elsewhere(name) else ("", name)
            source = Source(self.project.post(post) / "experiments.py") if post else self._source
            if doubt.kind in source.answers_of(own):
                return
        where = " or ".join(f"'{name}'" for name in dict.fromkeys(place.names))
        hint = f"{doubt.hint} Or say why it is right, in the function of {where}: # answer {doubt.kind}: the reason"
        yield SitegenError(doubt.message, path=place.path, line=place.line, hint=hint)


class _OneSeed(Records):
    """The records of a post as if each had run with one of its seeds."""

    def __init__(self, all_of_them: Records, seeds: dict[str, int]) -> None:
        its = all_of_them
        super().__init__(its.store, its.experiments, its.others, its.home, its.everywhere)
        self._all, self._seeds = its, seeds

    def read(self, name: str) -> Record:
        """The record of an experiment, with what one seed gave."""
        record = self._all.read(name)
        seed = self._seeds.get(name)
        for trial in record.seeds:
            if trial.seed == seed:
                return replace(record, values=trial.values, series=trial.series, seeds=[])
        return replace(record, points=[one for one in record.points if one.seed == seed]) if record.points else record


def _seeds(record: Record) -> list[int]:
    """The seeds that a run had, 0 where nobody knows."""
    found = [one.seed for one in (*record.seeds, *record.points) if one.seed is not None]
    return [*dict.fromkeys(found)] or [0]


def _of_networks(whole: dict[str, Record], claim: Claimed) -> bool:
    """Whether a claim compares several networks of one run."""
    (record,) = whole.values()
    networks = [one for one in record.examples.get("networks", []) if one["steps"] and one["measured"]]
    numbers = [one for one in record.values.values() if isinstance(one, float)]
    return len(networks) > 1 and len(claim.read) > 1 and len(numbers) > 1
