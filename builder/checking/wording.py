"""Words with which a language compares, and those of settings and of units, as patterns."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from builder.checking.number_words import written


@dataclass(frozen=True)
class Wording:
    """What tells in a language that a sentence compares, or says what a run was made with."""

    before: str
    """Right before a number: at least."""
    behind: str
    """Right behind a number: or more, points higher."""
    anywhere: str
    """Anywhere in the sentence of a number: better than, the best, twice."""
    never: str
    """What looks like one of these and compares nothing: no longer, at best."""
    settings: Mapping[str, tuple[str, ...]]
    """By the name of a setting how it is said; N is its number. A name that begins with `*` is the end of names."""
    units: str
    """What is counted or measured: a number before it is a result, or a setting."""


_DEGREE_EN = r"""(?:more|less|fewer|better|worse|higher|lower|larger|smaller|bigger|greater|faster|slower|longer|shorter
|earlier|later|closer|nearer|further|farther|weaker|stronger|deeper|wider|cheaper|heavier|lighter|simpler|steeper)"""
_MOST_EN = r"""(?:best|worst|highest|lowest|largest|smallest|biggest|greatest|fastest|slowest|longest|shortest|fewest
|weakest|strongest|cheapest|(?:most|least)\s+(?!\w+ly\b)\w+)(?!\s+(?:number|part)\b)"""
_DEGREE_PT = r"(?:mais|menos|melhor(?:es)?|pior(?:es)?|maior(?:es)?|menor(?:es)?)"

WORDINGS = {
    "en": Wording(
        before=r"at least|at most|(?:no |not )?(?:more|less|fewer) than|(?:only|just|merely|barely|hardly)"
        r"|(?:twice|half|double|triple)(?: of| the| as \w+ as)?|better than|worse than"
        r"|(?:is|are|was|were|lies?|stays?|ends?)(?: \w+)? (?:above|below|beyond)",
        behind=rf"(?:and|or) (?:more|less|fewer)|(?:percentage )?points? (?:{_DEGREE_EN}|above|below|ahead|behind)"
        rf"|(?:times|%|percent)?\s*(?:as (?:\w+) as|{_DEGREE_EN})",
        anywhere=rf"{_DEGREE_EN}\s(?:[\w-]+\s){{0,6}}?than"
        rf"|(?!other|rather|whether)\w{{2,}}er than"
        r"|as (?:good|fast|accurate|large|small|long|many|much|well) as (?!possible)"
        rf"|(?:the|its|our|their)\s(?:\w+\s)?{_MOST_EN}|(?:by far|of all)\b|twice"
        rf"|half(?: of)? (?:the|as|its|that)"
        rf"|a (?:third|quarter|tenth) (?:of the|as)|(?:{written('en')}) times (?:as|{_DEGREE_EN}|the)"
        r"|outperform\w*|beats?|surpass\w*|outdo\w*|overtak\w*|exceed(?:s|ed)?\b|wins?|doubl(?:es?|ed)|halv(?:es?|ed)"
        r"|improves? (?:on|over|upon|by)|improved (?:on|over|upon|by)|does better|did better|no better|no worse"
        r"|the only|ahead of|behind the|in favou?r of",
        never=r"(?:no|any) longer|more or less|at best|at worst|(?:rather|other|less) than (?:a|the) \w+ of"
        r"|best of luck"
        r"|the most of|later on|sooner or later|the (?:very )?same|half an? \w+|the first half|the second half"
        r"|more than (?:that|this|one way)|more about|as well as|the only (?:way|reason|thing)"
        r"|at the (?:most|least)",
        settings={
            "epochs": (r"N (?:\w+ )?epochs",),
            "batch_size": (r"(?:mini-?)?batch(?:es)? of N", r"batch[- ]size (?:of |is |was |= ?|: )?N"),
            "learning_rate": (r"learning rate (?:of |is |was |= ?|: |at )?N",),
            "momentum": (r"momentum (?:of |= ?)?N",),
            "dropout": (r"dropout (?:rate )?(?:of |= ?)?N",),
            "weight_decay": (r"weight decay (?:of |= ?)?N",),
            "seeds": (r"N (?:random |different )?seeds",),
            "*images": (r"N (?:training |test |validation )?images",),
            "*examples": (r"N (?:training |test |validation )?examples",),
            "*samples": (r"N (?:training |test |validation )?samples",),
        },
        units=r"hours?|minutes?|seconds?|days|weeks|per ?cent|percentage points?|epochs|(?:\w+ )?images"
        r"|(?:\w+ )?examples"
        r"|(?:\w+ )?samples|parameters|seeds|mistakes|iterations|tokens",
    ),
    "pt": Wording(
        before=r"pelo menos|ao menos|no mínimo|no máximo|(?:não )?(?:mais|menos) (?:de|do que)"
        r"|(?:só|apenas|somente|mal)"
        r"|(?:o dobro|metade|o triplo) d[eoa]s?|(?:é|são|fica|ficam|está|estão|ficou)(?: \w+)? (?:acima|abaixo) de"
        r"|(?:melhor|pior) (?:do )?que",
        behind=r"ou (?:mais|menos)|e mais"
        r"|(?:pontos? (?:percentua(?:l|is) )?)?(?:a mais|a menos|acima d\w+|abaixo d\w+|à frente|atrás)"
        rf"|vezes {_DEGREE_PT}|(?:%|por cento) {_DEGREE_PT}",
        anywhere=rf"{_DEGREE_PT}\s(?:[\w-]+\s){{0,6}}?do que"
        rf"|{_DEGREE_PT}\s(?:[\w-]+\s)?que (?:[oa]s?\b|n[oa]s?\b|em\b|com\b|sem\b)"
        r"|tão (?:\w+) quanto|tant[oa]s? (?:\w+ )?quanto"
        rf"|[oa] (?:\w+ )?(?:mais (?!d[eo]\b)\w+|melhor(?:es)?|pior(?:es)?|maior(?:es)?|menor(?:es)?)"
        rf"|de longe|de tod[oa]s|o dobro|o triplo|(?:a )?metade d\w+|um (?:terço|quarto|décimo) d\w+"
        rf"|(?:{written('pt')}) vezes {_DEGREE_PT}"
        r"|(?:duas|três) vezes [oa]|super(?:a|am|ou|aram)|ultrapass\w+|vence\w*|ganha\w* d\w+|dobr(?:a|am|ou)"
        r"|duplic\w+"
        r"|melhora (?:em|sobre)|[oa] únic[oa]|à frente d\w+|atrás d\w+",
        never=r"a menos que|mais ou menos|a maior parte|o mais \w+ possível|uma vez mais|mais uma vez"
        r"|o melhor dos casos"
        r"|no pior dos casos|a maioria|mais do que isso|[oa]s? mesm[oa]s?"
        r"|[oa] únic[oa] (?:razão|forma|maneira|coisa)",
        settings={
            "epochs": (r"N épocas",),
            "batch_size": (r"(?:mini-?)?(?:lotes?|batch(?:es)?) de N", r"tamanho d[eo] lote (?:de |é |= ?|: )?N"),
            "learning_rate": (r"taxa de aprendiza(?:do|gem) (?:de |é |= ?|: )?N",),
            "momentum": (r"moment(?:um|o) (?:de |= ?)?N",),
            "dropout": (r"dropout (?:de |= ?)?N",),
            "weight_decay": (r"decaimento de pesos? (?:de |= ?)?N",),
            "seeds": (r"N sementes",),
            "*images": (r"N imagens",),
            "*examples": (r"N exemplos",),
            "*samples": (r"N amostras",),
        },
        units=r"horas?|minutos?|segundos?|dias|semanas|por cento|pontos? percentua(?:l|is)|épocas|imagens"
        r"|exemplos|amostras"
        r"|parâmetros|sementes|erros|iterações|tokens",
    ),
}  # fmt: skip


def spaced(pattern: str) -> str:
    """A pattern in which any blank is as many of them, or the end of a line."""
    return re.sub(r"(?<!\\) ", r"\\s+", pattern.replace("\n", ""))
