"""The arguments of a shortcode: whether its function takes them, and what it gives for them."""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable
from typing import Any

from builder.document.captions import Caption, needs_document
from builder.document.fragments import Enclosure, Fragment
from builder.errors import SitegenError, nearest
from builder.shortcodes.declaration import Shortcode
from builder.shortcodes.parts import Call


def call_shortcode(
    shortcode: Shortcode, call: Call, context: Any, plain: Callable[[str], str], enclosed: dict[str, str]
) -> Fragment | Enclosure:
    """What a shortcode gives as it is called; `plain` replaces the shortcodes in an argument by their text.

    `enclosed` is its `body`, or nothing. Raises SitegenError for arguments that its function does not take.
    """
    function = shortcode.function
    named = _checked(call, function, context, enclosed)
    in_order = [one.name for one in shortcode.parameters if one.kind is one.POSITIONAL_OR_KEYWORD]
    names = [*in_order, *([""] * len(call.arguments))]
    arguments = [_given(shortcode, key, value, plain) for key, value in zip(names, call.arguments, strict=False)]
    named = {key: _given(shortcode, key, value, plain) for key, value in named.items()}
    if not shortcode.alone:
        return function(context, *arguments, **named, **enclosed)
    written = [one.written for one in (*arguments, *named.values()) if isinstance(one, Caption)]
    made_from = (call.name, *arguments, *sorted(named.items()), *enclosed.items(), *written)
    fragment: Fragment | Enclosure = context.made_once(
        made_from, lambda context: function(context, *arguments, **named, **enclosed)
    )
    return fragment


def _given(shortcode: Shortcode, key: str, value: str, plain: Callable[[str], str]) -> str:
    """What a function gets for an argument: words for readers as they are written too, where they need their text."""
    said = plain(value)
    return Caption(said, value) if key in shortcode.words and needs_document(value) else said


def _checked(call: Call, function: Callable[..., Any], context: Any, enclosed: dict[str, str]) -> dict[str, str]:
    """The arguments that are named in a call, by the names of the function's parameters."""
    signature = _signature(function)
    known = {name.removesuffix("_"): name for name in list(signature.parameters)[1:] if name != "body"}
    any_key = any(one.kind is one.VAR_KEYWORD for one in signature.parameters.values())
    for key in call.named:
        if key not in known and not any_key:
            unknown = SitegenError(f"'{call.name}' has no argument {key}=", hint=nearest(key, known))
            if context.strict:
                raise unknown
            context.warn(unknown.message, unknown.hint)
    named = {known.get(key, key): value for key, value in call.named.items() if key in known or any_key}
    try:
        signature.bind(context, *call.arguments, **named, **enclosed)
    except TypeError as error:
        raise SitegenError(f"'{call.name}': {error}", hint=f"It takes {_usage(signature)}.") from None
    return named


@functools.cache
def _signature(function: Callable[..., Any]) -> inspect.Signature:
    return inspect.signature(function)


def _usage(signature: inspect.Signature) -> str:
    """The arguments of a shortcode as an author writes them, such as `name alt="…" [caption="…"]`."""
    words = []
    for parameter in list(signature.parameters.values())[1:]:
        if parameter.name == "body" or parameter.kind is parameter.VAR_KEYWORD:
            continue
        name = parameter.name.removesuffix("_")  # class is a word of Python
        word = f'{name}="…"' if parameter.kind is parameter.KEYWORD_ONLY else name
        words.append(word if parameter.default is parameter.empty else f"[{word}]")
    return " ".join(words)
