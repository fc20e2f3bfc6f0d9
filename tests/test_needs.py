"""What an experiment needs of the machine: said in its declaration, kept to by what runs side by side."""

from __future__ import annotations

import pytest
from conftest import Site

from builder.errors import SitegenError
from builder.experiments.discovery import discover
from builder.experiments.needs import ONE_PROCESSOR, Needs
from builder.project import Project

GB = 1000**3


def needs(site: Site, name: str) -> Needs:
    (post,) = discover(Project(site.root))
    return post.declarations[name].needs


def asking(site: Site, what: str) -> None:
    """Let the experiment `count` ask for something."""
    site.edit("experiments.py", '@experiment(quick={"start": 10})', f'@experiment(quick={{"start": 10}}, {what})')


@pytest.mark.parametrize(
    ("what", "wanted"),
    [
        ("cpus=4", Needs(cpus=4)),
        ("gpus=1", Needs(gpus=1)),
        ("gpus=0.5", Needs(gpus=0.5)),
        ("gpus=2.0, cpus=8", Needs(cpus=8, gpus=2)),
        ("gpus=0", ONE_PROCESSOR),
        ('memory="8 GB"', Needs(memory=8 * GB)),
        ('memory="8GB"', Needs(memory=8 * GB)),
        ('memory=" 8 gb "', Needs(memory=8 * GB)),
        ('memory="1.5 GB"', Needs(memory=1_500_000_000)),
        ('memory="512 MB"', Needs(memory=512_000_000)),
        ('memory="100 kB"', Needs(memory=100_000)),
        ('memory="0.5 TB"', Needs(memory=500 * GB)),
        ('memory="8 GiB"', Needs(memory=8 * 1024**3)),
        ('memory="512 MiB"', Needs(memory=512 * 1024**2)),
        ('memory="2 TiB"', Needs(memory=2 * 1024**4)),
    ],
)
def test_what_is_written_out_is_read(site: Site, what: str, wanted: Needs) -> None:
    asking(site, what)
    assert needs(site, "count") == wanted
    assert needs(site, "alone") == ONE_PROCESSOR


def test_needs_in_words() -> None:
    assert str(ONE_PROCESSOR) == "1 processor"
    assert str(Needs(4, 1, 8 * GB)) == "4 processors, 1 GPU, 8 GB of memory"
    assert str(Needs(gpus=0.5, memory=1_500_000_000)) == "1 processor, 0.5 GPUs, 1.5 GB of memory"
    assert str(Needs(memory=512 * 1024**2)) == "1 processor, 536.9 MB of memory"


CPUS = "`cpus` must be a whole number of processors, at least 1, written out\n  Write cpus=4."
GPUS = "`gpus` must be a number of GPUs, whole or a part of one, written out\n  Write gpus=1, or gpus=0.5."
MEMORY = '`memory` must be a size with its unit, written out\n  Write memory="8 GB", or memory="512 MiB".'


@pytest.mark.parametrize(
    ("what", "told"),
    [
        *(
            (f"cpus={value}", CPUS)
            for value in ("0", "-1", "1.5", "4.0", "True", '"4"', "None", "[4]", "STEP", "2 * 2")
        ),
        *((f"gpus={value}", GPUS) for value in ("-1", "1.5", "1e999", "True", '"1"', "None", "STEP")),
        *(
            (f"memory={value}", MEMORY)
            for value in ('"8"', "8", '"GB"', '"0 GB"', '"-1 GB"', '"8 G"', '"8 GB."', '"8,5 GB"', '"lots"', '""')
        ),
        *((f"memory={value}", MEMORY) for value in ("None", '8 * "GB"', '["8 GB"]', '"' + "9" * 400 + ' GB"')),
        ("cpu=4", "`@experiment` knows no `cpu`\n  Did you mean 'cpus'?"),
        ("gpu=1", "`@experiment` knows no `gpu`\n  Did you mean 'gpus'?"),
        ("seed=[1, 2]", "`@experiment` knows no `seed`\n  Did you mean 'seeds'?"),
        ("function=4", "`@experiment` knows no `function`\n  Known: cpus, gpus,"),
        ("**ASKED", "what `@experiment` is told must be written out: it is read without running anything"),
        ("without={[]: 1}", '`without` must be written out, such as ["model"]'),
    ],
)
def test_what_no_machine_could_have_is_told_with_its_line(site: Site, what: str, told: str) -> None:
    asking(site, what)
    with pytest.raises(SitegenError) as caught:
        needs(site, "count")
    assert f"experiments.py:26: {told}" in str(caught.value)


def test_what_it_needs_decides_nothing_about_a_result(site: Site) -> None:
    site.sitegen("run")
    asking(site, 'cpus=4, gpus=0.5, memory="8 GB"')
    assert site.stale() == {}
