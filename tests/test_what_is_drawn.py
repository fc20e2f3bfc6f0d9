"""What is drawn is what was recorded: no drawing changes what another one, a number or a claim is made of."""

from __future__ import annotations

import itertools
from pathlib import Path

import numpy as np
import pytest
from conftest import Site
from rendering_texts import Texts
from small_sites import keep

from builder.cache import Cache
from builder.content.words import Words, plain
from builder.drawing.functions import Drawing, Drawings
from builder.errors import SitegenError
from builder.evidence.locale import Locale
from builder.evidence.records import Records
from builder.results import Store

HEAD = """\
import copy, heapq, json, random
import numpy as np
from matplotlib.figure import Figure
from pyecharts.charts import Line

COLOURS = ["#111111"]
"""
LINE = """
def line(e):
    shown = e.series["s"]
    return Line().add_xaxis([str(x) for x in range(len(shown))]).add_yaxis("s", shown)
"""


def function(body: str, name: str = "drawn") -> str:
    return f"\ndef {name}(e, words):\n    {body}\n    return Figure()\n"


CHANGES = {
    "e.values['x'] = 5": "{**e.values, …: …}",
    "e.values.update(x=5)": "{**e.values, …: …}",
    "e.values |= {'x': 5}": "",  # the record itself is frozen: an error of Python
    "values = e.values; values |= {'x': 5}": "{**e.values, …: …}",
    "e.values.pop('x')": "e.values[…]",
    "del e.values['x']": "dict(e.values), and change that",
    "e.values.clear()": "{}",
    "e.values.setdefault('y', 1)": "e.values.get(…, …)",
    "e.settings['rate'] = 1": "{**e.settings, …: …}",
    "e.environment['device'] = 'gpu'": "{**e.environment, …: …}",
    "e.series['s'].sort()": "sorted(e.series['s'])",
    "e.series['s'].reverse()": "e.series['s'][::-1]",
    "e.series['s'].append(99)": "[*e.series['s'], …]",
    "xs = e.series['s']; xs.append(xs[-1])": "[*e.series['s'], …]",
    "xs = e.series['s']; xs += [1]": "[*e.series['s'], *…]",
    "e.series['s'].insert(0, 9)": "[…, *e.series['s']]",
    "e.series['s'][0] = 9": "list(e.series['s']), and change that",
    "e.series['s'][:] = []": "list(e.series['s']), and change that",
    "e.series['rows'][1].sort(reverse=True)": "sorted(e.series['rows'][1])",
    "for row in e.series['rows']: row.pop()": "e.series['rows'][0][:-1]",
    "e.seeds[0].values['x'] = 9": "{**e.seeds[0].values, …: …}",
    "e.fingerprint.code.clear()": "{}",
    "random.Random(1).shuffle(e.series['s'])": "list(e.series['s']), and change that",
    "heapq.heapify(e.series['s'])": "copy.deepcopy(e), and change that",
    "list.sort(e.series['s'])": "copy.deepcopy(e), and change that",
    "words.names.append('c')": "[*words['names'], …]",
    "words.table.names.reverse()": "words['table']['names'][::-1]",
}


@pytest.fixture
def post(tmp_path: Path) -> Path:
    """A post with a record of two seeds, of values, series and rows."""
    parts = {"seconds": 1.0, "when": "2024-02-29T23:30:00+00:00", "environment": {}}
    run = {"values": {"x": 1}, "series": {"s": [3, 1, 2], "rows": [[1, 2], [3, 4]]}}
    from builder.results.record import Trial

    seeds = [Trial(seed=seed, **run, **parts) for seed in (0, 1)]  # type: ignore[arg-type]
    keep(tmp_path / "results", "e", settings={"rate": 0.1}, seeds=seeds, arrays={"a": np.ones(1)}, **run)
    return tmp_path


def words() -> Words:
    return Words(Path("words.toml"), "en", {"names": ["b", "a"], "table": {"names": ["b", "a"]}})


def draw(post: Path, text: str, given: Words | None = None, name: str = "drawn") -> Drawing:
    (post / "figures.py").write_text(HEAD + text)
    with Drawings(post).drawn(name, given or words(), Locale("en"), records(post)) as drawing:
        return drawing


def records(post: Path) -> Records:
    return Records(Store(post / "results"), {"e": ""})


@pytest.mark.parametrize(("change", "instead"), [item for item in CHANGES.items() if item[1]])
def test_a_change_is_told_at_its_line_with_what_to_write_and_changes_nothing(
    post: Path, change: str, instead: str
) -> None:
    (post / "figures.py").write_text(HEAD + function(change))
    known, given = records(post), words()
    before, said = known.read("e").to_json(), repr(plain(given))
    with Drawings(post).drawn("drawn", given, Locale("en"), known) as drawing:
        pass
    assert known.read("e").to_json() == before
    assert repr(plain(given)) == said
    told = drawing.warnings[0]
    inside = 1 if "deepcopy" in instead else 2  # what is changed behind the back of a list is known of its function
    assert (told.path, told.line) == (post / "figures.py", HEAD.count("\n") + 1 + inside)
    assert told.message.startswith("'drawn' changes ")
    assert told.hint.endswith(f"Write {instead}.")
    assert len({one.message for one in drawing.warnings}) == len(drawing.warnings)


USES = [
    "sorted(s), s[::-1], s + [1], s * 2, [*s], list(s), tuple(s), s[:2], max(s), s.index(1), s.count(1)",
    "own = list(s); own.sort(); own = s.copy(); own.append(1); own = s[:]; own.reverse(); own = s + []; own.clear()",
    "own = copy.copy(s); own.append(1); own = copy.deepcopy(e.series); own['s'].append(1); own['new'] = 1",
    "own = np.array(s); own.sort(); own = np.asarray(e.series['rows']); own += 1; np.sort(s); np.arange(9)[s]",
    "assert json.dumps(s) == '[3, 1, 2]'; json.dumps(e.series); str(e.values)",
    "own = dict(e.values); own['x'] = 2; own = {**e.values}; own['x'] = 2; own = e.values | {'x': 2}; own['x'] = 3",
    "own = e.values.copy(); own['x'] = 2; e.values.setdefault('x', 2); e.values.get('y', 2); [*e.values.items()]",
    "axes = Figure().subplots(); axes.plot(s); axes.bar(range(3), s); axes.imshow(e.series['rows']); axes.hist(s)",
    "axes = Figure().subplots(); axes.pie(s, labels=['a', 'b', 'c']); axes.boxplot(e.series['rows'])",
    "Line().add_xaxis(s).add_yaxis('s', s).extend_axis(s)",
    "arrays = e.arrays(); arrays['a'] += 1; assert e.arrays()['a'][0] == 1; arrays.clear()",
    "import copy, pickle; assert type(pickle.loads(pickle.dumps(s))) is list",
    "e.range('s'); e.spread('x'); e.to_json(); words.names[0]; words.table.names; sorted(words.names)",
    "isinstance(s, list) and isinstance(e.values, dict) and repr(s) == '[3, 1, 2]'",
]


@pytest.mark.parametrize("use", USES)
def test_whatever_reads_goes_on_working_and_tells_nothing(post: Path, use: str) -> None:
    body = f"s = e.series['s']; {use}"
    assert draw(post, function(body)).warnings == []


def test_a_frozen_record_says_so(post: Path) -> None:
    for change in ("e.values = {}", "e.values |= {'x': 5}"):
        with pytest.raises(SitegenError, match="cannot assign to field 'values'"):
            draw(post, function(change))


def test_what_is_drawn_from_what_was_changed_is_what_the_author_meant(post: Path) -> None:
    lengthened = draw(post, "\ndef drawn(e):\n    s = e.series['s']\n    s.append(s[-1])\n    return s\n")
    assert lengthened.result == [3, 1, 2, 2]


STATE = {
    "a list of the file": "COLOURS.append('red')",
    "a global": "global COLOURS; COLOURS = ['red', 'blue']",
    "random numbers of numpy": "np.random.seed(3)",
    "random numbers": "random.random()",
    "style": "import matplotlib; matplotlib.rcParams['lines.linewidth'] = 9",
    "an open figure of pyplot": "import matplotlib.pyplot as plt; plt.plot([1, 2])",
    "a default": "other()",
}
OTHER = """
def other(e=None, seen=[]):
    import matplotlib, matplotlib.pyplot as plt
    seen.append(1)
    style = matplotlib.rcParams["lines.linewidth"]
    return [[str(one) for one in (COLOURS, seen, np.random.rand(), random.random(), style, plt.get_fignums())]]
"""


@pytest.mark.parametrize("change", STATE.values(), ids=STATE)
def test_no_drawing_knows_what_another_one_did(post: Path, change: str) -> None:
    (post / "figures.py").write_text(HEAD + OTHER + function(change))
    drawings, known = Drawings(post), records(post)
    results = []
    for name in ("other", "drawn", "other"):
        with drawings.drawn(name, words(), Locale("en"), known) as drawing:
            results.append(drawing.result)
    assert results[0] == results[2]


def test_in_whatever_order_and_with_or_without_a_cache_a_page_is_the_same(texts: Texts, tmp_path: Path) -> None:
    keep(texts.folder / "results", "cnn", values={"x": 1}, series={"s": [3, 1, 2]})
    (texts.folder / "figures.py").write_text(
        HEAD
        + "\ndef drawn(cnn):\n    cnn.values['x'] = 5\n    cnn.series['s'].sort()\n    return Figure()\n"
        + LINE.replace("(e)", "(cnn)").replace(" e.", " cnn.")
        + "\ndef wave(cnn):\n    cnn.settings['new'] = cnn.series['s'].pop()\n    return {'s': cnn.series['s']}\n"
        + "\ndef rows(cnn):\n    cnn.series['s'].append(4)\n    return [['x'], [cnn.values['x']]]\n"
    )
    calls = [
        '{{< figure drawn alt="a" >}}',
        "{{< value cnn.x >}}",
        '{{< claim "cnn.x < 2" >}}Small.{{< /claim >}}',
        '{{< chart line alt="b" >}}',
        "{{< table cnn series=s >}}",
        "{{< table rows >}}",
        '{{< interactive wave alt="c" >}}\n\nStill.\n\n{{< /interactive >}}',
    ]
    (texts.folder / "wave.js").write_text("export function mount(element, data) {}\n")
    cached = Texts(texts.folder, texts.engine, cache=Cache(tmp_path / "cache"))
    keep(texts.folder / "results", "cnn", values={"x": 1}, series={"s": [3, 1, 2]})
    told = set()
    for order in [*itertools.islice(itertools.permutations(calls), 0, None, 619), calls[::-1]]:
        text = "\n\n".join(order)
        fresh, again = texts.body(text), cached.body(text)
        assert fresh.html == again.html
        assert fresh.files == again.files
        assert [str(one) for one in fresh.warnings] == [str(one) for one in again.warnings]
        told.add((*sorted(one.message for one in fresh.warnings),))
        assert '<data value="1">' in fresh.html or ">1<" in fresh.html
        assert b",s\n0,3\n1,1\n2,2\n" in fresh.files.values()
    assert told == {
        (
            "'drawn' changes cnn.series['s'], which was recorded",
            "'drawn' changes cnn.values['x'], which was recorded",
            "'rows' changes cnn.series['s'], which was recorded",
            "'wave' changes cnn.series['s'], which was recorded",
            "'wave' changes cnn.settings['new'], which was recorded",
        )
    }


def test_the_command_line_tells_it_once_with_and_without_what_was_kept(site: Site) -> None:
    site.write(
        "index.en.md", '---\ntitle: T\ndate: 2024-01-01\n---\n{{< figure f alt="a" >}}\n\n{{< value count.last >}}\n'
    )
    site.write(
        "index.pt.md", '---\ntitle: T\ndate: 2024-01-01\n---\n{{< figure f alt="a" >}}\n\n{{< value count.last >}}\n'
    )
    config = site.root / "content" / "site.toml"
    config.write_text(
        config.read_text().replace('["en"]', '["en", "pt"]') + '\n[pt]\ntitle = "T"\nname = "Português"\n'
    )
    site.write(
        "figures.py",
        "from matplotlib.figure import Figure\n\ndef f(count):\n    count.values['last'] = 99\n    return Figure()\n",
    )
    site.sitegen("run")
    told = []
    for text in ("first", "kept", "only the text changed"):
        if text != "kept":
            site.edit("index.en.md", "{{< value", f"{text} {{{{< value")
        built = site.sitegen("build")
        told.append([line for line in built.stdout.splitlines() if "changes" in line])
        page = (site.root / "site" / "en" / "posts" / "counting" / "index.html").read_text()
        assert ">7<" in page
        assert ">99<" not in page
    assert told[0] == [
        "Warning: content/posts/counting/figures.py:4: 'f' changes count.values['last'], which was recorded"
    ]
    assert told[0] == told[1] == told[2]
    assert "figures.py:4" in site.sitegen("build", "--strict", code=2).stderr
