"""The best of many measurements given for the result, and others where it is not, or where it was chosen elsewhere."""

import numpy as np
import pandas as pd

from builder import Result, experiment

ACCURACIES = [0.71, 0.83, 0.88, 0.91, 0.9, 0.89, 0.905, 0.89]
LOSSES = [0.9, 0.6, 0.4, 0.35, 0.31, 0.33, 0.38, 0.4]
RISING = [0.5, 0.6, 0.7, 0.8, 0.85]


@experiment
def leak_max():
    return Result(values={"accuracy": max(ACCURACIES)}, series={"test_accuracy": ACCURACIES})


@experiment
def leak_best_so_far():
    best_acc = 0
    for epoch, acc in enumerate(ACCURACIES):
        if acc > best_acc:
            best_acc = acc
    return Result(values={"best_acc": best_acc}, series={"acc": ACCURACIES})


@experiment
def leak_lowest_loss():
    return Result(values={"test_loss": min(LOSSES)}, series={"loss": LOSSES})


@experiment
def leak_numpy():
    return Result(values={"accuracy": np.max(ACCURACIES)}, series={"accuracies": ACCURACIES})


@experiment
def leak_frame():
    log = pd.DataFrame({"epoch": range(8), "test_acc": ACCURACIES, "test_loss": LOSSES})
    best = log.loc[log["test_acc"].idxmax()]
    return Result(values={"test_accuracy": best["test_acc"]}, series={"test_acc": log["test_acc"].tolist()})


@experiment
def leak_sorted():
    runs = [{"seed": seed, "acc": acc} for seed, acc in enumerate(ACCURACIES)]
    best = sorted(runs, key=lambda run: run["acc"], reverse=True)[0]
    return Result(values={"accuracy": best["acc"], "seed": best["seed"]}, series={"by_seed": ACCURACIES})


@experiment
def leak_sweep_of_rates():
    rates = [1e-4, 1e-3, 1e-2, 1e-1]
    found = dict(zip(rates, [0.5, 0.9, 0.95, 0.1]))
    rate = max(found, key=found.get)
    return Result(
        values={"rate": rate, "accuracy": found[rate]}, series={"rates": rates, "found": list(found.values())}
    )


@experiment
def leak_early_stopping_on_test():
    best, patience, seen = 1e9, 0, []
    for loss in LOSSES:
        seen.append(loss)
        patience = 0 if loss < best else patience + 1
        best = min(best, loss)
        if patience == 2:
            break
    return Result(values={"loss": best}, series={"test_losses": seen})


@experiment
def leak_argmax():
    history = {"test_f1": ACCURACIES}
    epoch = int(np.argmax(history["test_f1"]))
    return Result(values={"f1": history["test_f1"][epoch], "epoch": epoch}, series=history)


@experiment
def leak_nanmax():
    return Result(values={"auc": float(np.nanmax(ACCURACIES))}, series={"auc_of_epoch": ACCURACIES})


@experiment
def honest_last():
    return Result(values={"accuracy": ACCURACIES[-1]}, series={"test_accuracy": ACCURACIES})


@experiment
def honest_chosen_on_validation():
    epoch = int(np.argmax(ACCURACIES))
    test = [one - 0.013 for one in ACCURACIES]
    return Result(values={"test_accuracy": test[epoch], "epoch": epoch}, series={"val_accuracy": ACCURACIES})


@experiment
def honest_best_validation_is_told():
    return Result(values={"best_val_accuracy": max(ACCURACIES), "test_accuracy": 0.88}, series={"val": ACCURACIES})


@experiment
def honest_last_is_best():
    return Result(values={"accuracy": max(RISING)}, series={"accuracies": RISING})


@experiment
def honest_mean():
    return Result(values={"accuracy": float(np.mean(ACCURACIES))}, series={"folds": ACCURACIES})


@experiment
def honest_constant():
    return Result(values={"accuracy": 0.1}, series={"accuracies": [0.1] * 5})


@experiment
def honest_worst():
    return Result(values={"worst_accuracy": min(ACCURACIES)}, series={"accuracies": ACCURACIES})


@experiment
def honest_no_series():
    return Result(values={"accuracy": 0.93})


@experiment
def honest_median():
    return Result(values={"accuracy": float(np.median(ACCURACIES))}, series={"by_seed": ACCURACIES})


@experiment
def honest_training_loss():
    return Result(values={"accuracy": 0.9, "train_loss": min(LOSSES)}, series={"train_losses": LOSSES})
