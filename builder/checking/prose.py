"""What texts say in words beside their numbers: comparisons that nothing checks, settings that were others, numbers
that were typed, claims that say more than their condition.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from builder.checking.comparing import compares, without_factor
from builder.checking.sentences import Sentence, sentences
from builder.checking.settings import Found, settings
from builder.checking.wording import WORDINGS
from builder.config import SiteConfig
from builder.content.posts import Post
from builder.errors import SitegenError
from builder.evidence.records import Records, read_records
from builder.project import Project

_CLAIM = 'Where it is a result: {{< claim "…" >}}The sentence.{{< /claim >}}'


def prose(project: Project, config: SiteConfig, posts: Sequence[Post]) -> Iterator[tuple[bool, SitegenError]]:
    """What to tell of the sentences of posts, each with whether the records say that it is untrue."""
    more = {language.code: language.comparisons for language in config.languages}
    for post in posts:
        is_post = post.folder.parent == project.posts and post.folder.is_dir()  # and no page
        records = read_records(project, post.folder.name) if is_post else read_records(project)
        for language, text in post.translations.items():
            code = language.partition("-")[0]
            if code not in WORDINGS or not (records.experiments or "{{<" in text.body):
                continue
            for sentence in sentences(text):
                for one in of_sentence(sentence, code, records, more.get(language, ())):
                    if one.kind not in sentence.answered:
                        line = sentence.line_at(one.place)
                        hint = f"{one.hint} Or say why it is right: <!-- answer {one.kind}: the reason -->"
                        yield one.untrue, SitegenError(one.message, path=text.path, line=line, hint=hint)


def of_sentence(sentence: Sentence, code: str, records: Records, more: Sequence[str] = ()) -> Iterator[Found]:
    """What to tell of a sentence; `more` are words that compare, too."""
    if found := compares(sentence, code, tuple(more)):
        said, place, of = found
        yield Found("comparison", place, f"nothing checks “{said}” beside {of}", _CLAIM)
    for claim in sentence.claims:
        place, end = claim.start - sentence.start, claim.stop - sentence.start
        if 0 <= place < len(sentence.said) and (said := without_factor(claim, sentence.said[place:end], code)):
            message = f"a claim says “{said}”, and its condition has no number: {claim.of}"
            yield Found("factor", place, message, "Write it into the condition: a > 2 * b.")
    if records.experiments:
        yield from settings(sentence, code, records)
