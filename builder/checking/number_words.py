"""Numbers as a text writes them, in digits or in words: 10,000, 0.01, twenty-five, ten thousand, vinte e cinco mil."""

from __future__ import annotations

import re

_EN = """one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen
eighteen nineteen twenty""".split()
_PT = """um dois três quatro cinco seis sete oito nove dez onze doze treze quatorze quinze dezesseis dezessete dezoito
dezenove vinte""".split()
_WORDS: dict[str, dict[str, int]] = {
    "en": {
        **{word: number for number, word in enumerate(_EN, 1)},
        **{
            word: 10 * number for number, word in enumerate("thirty forty fifty sixty seventy eighty ninety".split(), 3)
        },
        "hundred": 100,
        "thousand": 1000,
        "million": 1_000_000,
    },
    "pt": {
        **{word: number for number, word in enumerate(_PT, 1)},
        **{"uma": 1, "duas": 2, "catorze": 14, "dezasseis": 16, "dezassete": 17, "dezanove": 19},
        **{
            word: 10 * number
            for number, word in enumerate("trinta quarenta cinquenta sessenta setenta oitenta noventa".split(), 3)
        },
        **{"cem": 100, "cento": 100},
        **{
            f"{word}{ending}": 100 * number
            for number, word in enumerate(
                "duzent trezent quatrocent quinhent seiscent setecent oitocent novecent".split(), 2
            )
            for ending in ("os", "as")
        },
        "mil": 1000,
        "milhão": 1_000_000,
        "milhões": 1_000_000,
    },
}
_BETWEEN = {"en": r"(?:\s+and\s+|[\s-]+)", "pt": r"(?:\s+e\s+|\s+)"}
DIGITS = r"\d+(?:[.,\u00a0\u202f]\d+)*(?:e-?\d+)?"


def written(language: str) -> str:
    """A pattern of all numbers that a text in a language can write, "" of one whose words are not known."""
    words = _WORDS.get(language)
    if words is None:
        return DIGITS
    one = "|".join(sorted(map(re.escape, words), key=len, reverse=True))
    return rf"(?:{DIGITS}|(?:{one})(?:{_BETWEEN[language]}(?:{one}))*)"


def number_of(text: str, language: str) -> float | None:
    """The number that some words, or digits, stand for; None where it is none."""
    if text[:1].isdigit():
        return _of_digits(text, language)
    words, total, part = _WORDS.get(language, {}), 0, 0
    for word in re.split(r"[\s-]+", text.lower()):
        if word in ("and", "e"):
            continue
        number = words.get(word)
        if number is None:
            return None
        if number >= 1000:
            total, part = total + max(1, part) * number, 0
        elif number == 100 and language == "en":
            part = max(1, part) * 100
        else:
            part += number
    return float(total + part)


def _of_digits(text: str, language: str) -> float | None:
    """In Portuguese, and in most languages, a full stop groups digits and a comma begins the decimals."""
    mark, group = (".", ",") if language == "en" else (",", ".")
    plain = text.replace("\u00a0", "").replace("\u202f", "")
    if re.fullmatch(rf"\d{{1,3}}(?:{re.escape(group)}\d{{3}})+(?:{re.escape(mark)}\d+)?", plain):
        plain = plain.replace(group, "")
    plain = plain.replace(mark, ".") if plain.count(mark) == 1 else plain
    try:
        return float(plain)
    except ValueError:
        return None
