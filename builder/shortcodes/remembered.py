"""What the shortcodes of a text gave when it was rendered last: most of them still stand in it after an edit."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import TypeVar

from builder.shortcodes.context import Context

Given = TypeVar("Given")


def remembered(context: Context, call: Hashable, give: Callable[[Context], Given]) -> Given:
    """What a call gives in a context, and leaves there; from the last rendering where it was the same call.

    `give` may depend on the call, the language and the folder of the post alone; a warning, which tells the line, and
    what depends on what stands before it in the text (an id that is taken) or lies elsewhere is made each time.
    """
    found = context.shared.remembered.get(context.locale.code, {}).get(call)
    if found is None:
        apart = context.apart()
        found = give(apart), apart
    given, left = found
    if left.warnings or left.sources or not left.ids.isdisjoint(context.ids):
        return give(context)
    context.remembered[call] = found
    context.take(left)
    result: Given = given
    return result
