def accuracies(base, leak_wide):
    return [["network", "accuracy"], ["base", base.values["accuracy"]], ["wide", leak_wide.values["accuracy"]]]


def rates(base, honest_rate):
    return [["network", "accuracy"], ["base", base.values["accuracy"]], ["fast", honest_rate.values["accuracy"]]]
