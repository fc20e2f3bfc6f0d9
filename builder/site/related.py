"""Posts that are like another one, by their tags and by the words that they use most (TF-IDF, cosine).

Weights are those of Manning, Raghavan and Schuetze, Introduction to Information Retrieval (2008), chapter 6, where a
word counts once however often a text uses it: then an edit seldom changes what is related.
"""

from __future__ import annotations

import json
import math
from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from functools import partial

from builder.cache import Cache, Codec, key
from builder.site.pages import TextPage
from builder.site.tags import folded
from builder.text.facts import terms_of
from builder.tool import tool_digest

MOST = 3
"""How many posts are shown that nobody named."""
LEAST = 0.08
"""Below this, two texts have in common what any two have."""
COMMON = 50
"""A word that is in more texts tells little, and would be most of the work."""
TAG = 3.0
"""How much more a tag counts than a word."""
Terms = Mapping[str, frozenset[str]]
"""By the address of each text what it is about; a tag begins with #, which no word does."""


def related_of(posts: Sequence[TextPage], cache: Cache) -> dict[str, list[TextPage]]:
    """By the address of each post of a language, the posts to which it leads: named by its author, or else like it.

    Parts of the same series are not among the latter: they are listed with it.
    """
    by_slug = {_slug(post): post for post in posts}
    by_url = {post.url: post for post in posts}
    near: dict[str, list[str]] = {}
    for code in sorted({post.written_in.code for post in posts}):
        same = [post for post in posts if post.written_in.code == code]
        terms = {post.url: _terms(post) for post in same}
        shown = sorted(post.url for post in same if not post.withheld)
        name = ("related", posts[0].language.code, code)
        digest = key("related", {url: sorted(its) for url, its in terms.items()}, shown, tool_digest())
        near |= cache.get_or_make(
            name, digest, partial(cache.read_or_make, digest, partial(_alike, terms, shown), _NEAR)
        )
    found = {}
    for post in posts:
        if post.related is not None:
            found[post.url] = [by_slug[slug] for slug in post.related if slug in by_slug]
            continue
        series = {*map(folded, post.series)}
        others = (by_url[url] for url in near[post.url])
        found[post.url] = [one for one in others if series.isdisjoint(map(folded, one.series))][:MOST]
    return found


def _slug(post: TextPage) -> str:
    return post.url.split("/")[-2]


def _terms(post: TextPage) -> frozenset[str]:
    words = {*post.text.facts.terms, *terms_of(post.title)}
    return frozenset(words | {f"#{folded(tag)}" for tag in post.tags})


def _alike(terms: Terms, shown: Collection[str]) -> dict[str, list[str]]:
    """By the address of each text those that are most like it, the most first; only texts that are `shown`.

    What is compared is proportional to the pairs that share something that few have.
    """
    having = Counter(term for one in terms.values() for term in one)
    weights = {term: weight for term, count in having.items() if (weight := _weight(term, count, len(terms)))}
    weighed = {url: sorted(its & weights.keys()) for url, its in terms.items()}  # sums of fractions have an order
    lengths = {url: math.sqrt(sum(weights[term] ** 2 for term in its)) for url, its in weighed.items()}
    lists: dict[str, list[str]] = defaultdict(list)
    for url in shown:
        for term in weighed[url]:
            lists[term].append(url)
    found = {}
    for url, its in weighed.items():
        scores: dict[str, float] = defaultdict(float)
        for term in its:
            square = weights[term] ** 2
            for other in lists.get(term, ()):
                scores[other] += square
        near = [(-score / (lengths[url] * lengths[other]), other) for other, score in scores.items() if other != url]
        found[url] = [other for score, other in sorted(near) if -score >= LEAST][: MOST * 4]
    return found


def _weight(term: str, count: int, texts: int) -> float:
    """What it tells of two texts that both have it: nothing where very many have it."""
    if term.startswith("#"):
        return TAG * math.log(1 + texts / count)
    if count == 1:
        return 1.0  # which makes its text less like any other, but not by how rare a word can be
    return math.log(texts / count) if count <= COMMON else 0.0


_NEAR: Codec[dict[str, list[str]]] = Codec(lambda near: json.dumps(near).encode(), lambda data: dict(json.loads(data)))
