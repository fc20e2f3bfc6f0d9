"""The same rows on both sides of a split, in the ways in which it happens, and sets that have none or a chance one."""

import numpy as np
import pandas as pd
import torch
from sklearn.datasets import load_breast_cancer, load_iris, load_wine, make_classification
from sklearn.ensemble import RandomForestClassifier
from sklearn.linear_model import LogisticRegression, Ridge
from sklearn.model_selection import GroupShuffleSplit, train_test_split
from sklearn.tree import DecisionTreeClassifier
from sklearn.utils import resample
from torch.utils.data import ConcatDataset, Subset, TensorDataset, random_split

from builder import Result, experiment

from digits import IMAGES, LABELS, TEST, TRAIN, Net, X, Y, evaluate, fit


def score(x_train, x_test, y_train, y_test):
    return Result(
        values={"accuracy": DecisionTreeClassifier(random_state=0).fit(x_train, y_train).score(x_test, y_test)}
    )


@experiment
def leak_oversampled_before_split():
    data = load_breast_cancer(as_frame=True).frame
    small, large = data[data.target == 0], data[data.target == 1]
    up = resample(small, replace=True, n_samples=len(large), random_state=42)
    balanced = pd.concat([large, up])
    return score(*train_test_split(balanced.drop(columns="target"), balanced["target"], test_size=0.2, random_state=42))


@experiment
def leak_frame_appended_to_itself():
    frame = pd.DataFrame(X).assign(label=Y)
    frame = pd.concat([frame, frame.sample(300, random_state=0)], ignore_index=True)
    shuffled = frame.sample(frac=1, random_state=1)
    train, test = shuffled[:1700], shuffled[1700:]
    return score(train.drop(columns="label"), test.drop(columns="label"), train["label"], test["label"])


@experiment
def leak_concat_dataset():
    torch.manual_seed(0)
    both = ConcatDataset([TRAIN, TEST, Subset(TRAIN, range(500))])
    train, test = random_split(both, [1800, 497])
    return Result(values={"accuracy": evaluate(fit(Net(), train), test)})


@experiment
def leak_numpy_repeat():
    rng = np.random.default_rng(0)
    x, y = np.repeat(X, 2, axis=0), np.repeat(Y, 2)
    order = rng.permutation(len(x))
    return score(x[order[:2800]], x[order[2800:]], y[order[:2800]], y[order[2800:]])


@experiment
def leak_tensor_cat():
    torch.manual_seed(0)
    x, y = torch.cat([IMAGES, IMAGES[:600]]), torch.cat([LABELS, LABELS[:600]])
    order = torch.randperm(len(x))
    train, test = TensorDataset(x[order[:2000]], y[order[:2000]]), TensorDataset(x[order[2000:]], y[order[2000:]])
    return Result(values={"test_accuracy": evaluate(fit(Net(), train), test)})


@experiment
def leak_bootstrap_both():
    x_train, y_train = resample(X, Y, random_state=0)
    x_test, y_test = resample(X, Y, n_samples=400, random_state=1)
    return score(x_train, x_test, y_train, y_test)


@experiment
def leak_few_duplicates():
    x, y = np.concatenate([X, X[:150]]), np.concatenate([Y, Y[:150]])
    return score(*train_test_split(x, y, random_state=0))


@experiment
def leak_regression_duplicates():
    rng = np.random.default_rng(0)
    x = rng.normal(size=(300, 20))
    y = x[:, 0] + rng.normal(size=300)
    x, y = np.vstack([x, x]), np.hstack([y, y])
    x_train, x_test, y_train, y_test = train_test_split(x, y, random_state=3)
    return Result(values={"r2": Ridge().fit(x_train, y_train).score(x_test, y_test)})


@experiment
def leak_wine_times_three():
    wine = load_wine(as_frame=True)
    frame = pd.concat([wine.frame] * 3)
    return score(*train_test_split(frame[wine.feature_names], frame["target"], random_state=0))


@experiment
def leak_random_choice_with_replacement():
    np.random.seed(0)
    torch.manual_seed(0)
    rows = np.random.choice(1797, 3000)
    x, y = IMAGES[rows], LABELS[rows]
    train, test = TensorDataset(x[:2400], y[:2400]), TensorDataset(x[2400:], y[2400:])
    return Result(values={"accuracy": evaluate(fit(Net(), train), test)})


@experiment
def honest_oversampled_after_split():
    data = load_breast_cancer()
    x_train, x_test, y_train, y_test = train_test_split(data.data, data.target, random_state=42)
    x_up, y_up = resample(x_train[y_train == 0], y_train[y_train == 0], n_samples=300, random_state=0)
    return score(np.vstack([x_train, x_up]), x_test, np.hstack([y_train, y_up]), y_test)


@experiment
def honest_iris_has_a_twin():
    iris = load_iris()
    return score(*train_test_split(iris.data, iris.target, random_state=0))


@experiment
def honest_drop_duplicates():
    frame = pd.concat([pd.DataFrame(X).assign(label=Y)] * 2).drop_duplicates()
    return score(*train_test_split(frame.drop(columns="label"), frame["label"], random_state=0))


@experiment
def honest_grouped():
    x, y, groups = np.repeat(X, 2, axis=0), np.repeat(Y, 2), np.repeat(np.arange(1797), 2)
    train, test = next(GroupShuffleSplit(test_size=0.2, random_state=0).split(x, y, groups))
    return score(x[train], x[test], y[train], y[test])


@experiment
def honest_few_whole_numbers():
    """Passengers of a ship: rows of a class, a sex and an age that many have in common."""
    rng = np.random.default_rng(0)
    frame = pd.DataFrame(
        {"class": rng.integers(1, 4, 900), "sex": rng.integers(0, 2, 900), "age": rng.integers(1, 80, 900)}
    )
    return score(*train_test_split(frame, (frame["sex"] + rng.integers(0, 2, 900)) // 2, random_state=0))


@experiment
def honest_made():
    x, y = make_classification(500, random_state=0)
    return score(*train_test_split(x, y, random_state=0))


@experiment
def honest_forest_draws_again():
    x_train, x_test, y_train, y_test = train_test_split(X, Y, random_state=0)
    forest = RandomForestClassifier(10, random_state=0).fit(x_train, y_train)
    return Result(values={"accuracy": forest.score(x_test, y_test)})


@experiment
def honest_concat_of_training():
    torch.manual_seed(0)
    return Result(values={"accuracy": evaluate(fit(Net(), ConcatDataset([TRAIN, TRAIN])), TEST)})


@experiment
def honest_learning_curve():
    torch.manual_seed(0)
    curve = [evaluate(fit(Net(), Subset(TRAIN, range(count))), TEST) for count in (200, 700, 1400)]
    return Result(series={"accuracies": curve})


@experiment
def honest_ensemble_on_test():
    x_train, x_test, y_train, y_test = train_test_split(X, Y, random_state=0)
    models = [LogisticRegression(C=c, max_iter=20).fit(x_train, y_train) for c in (0.1, 1)]
    votes = sum(model.predict_proba(x_test) for model in models)
    return Result(values={"accuracy": (votes.argmax(1) == y_test).mean()})
