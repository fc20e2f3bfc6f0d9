from builder import heat_map, lines


def widths(capacity, language):
    return lines(
        capacity.where(), "accuracy", "width", "learning_rate", label=lambda rate: f"steps of {language.number(rate)}"
    )


def both(capacity, language):
    return heat_map(capacity.where(), "accuracy", "width", "learning_rate", number=lambda one: language.number(one, 3))
