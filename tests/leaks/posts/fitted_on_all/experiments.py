"""Scalers and the like that are fitted to all examples before the split, and others that are not."""

import pandas as pd
import torch
from sklearn.datasets import load_breast_cancer, load_wine
from sklearn.decomposition import PCA
from sklearn.feature_selection import SelectKBest, f_classif
from sklearn.impute import SimpleImputer
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import KFold, cross_val_score, train_test_split
from sklearn.pipeline import Pipeline, make_pipeline
from sklearn.preprocessing import MinMaxScaler, PowerTransformer, QuantileTransformer, RobustScaler, StandardScaler
from sklearn.svm import SVC
from torch.utils.data import TensorDataset, random_split

from builder import Result, experiment

from digits import LABELS, Net, X, Y, evaluate, fit

CANCER, ILL = load_breast_cancer(return_X_y=True)


def score(x_train, x_test, y_train, y_test):
    return Result(values={"accuracy": LogisticRegression().fit(x_train, y_train).score(x_test, y_test)})


@experiment
def leak_standard_scaler():
    scaler = StandardScaler()
    x = scaler.fit_transform(CANCER)
    return score(*train_test_split(x, ILL, test_size=0.3, random_state=0))


@experiment
def leak_min_max_torch():
    torch.manual_seed(0)
    x = torch.tensor(MinMaxScaler().fit_transform(X), dtype=torch.float32)
    train, test = random_split(TensorDataset(x, LABELS), [1400, 397])
    return Result(values={"test_accuracy": evaluate(fit(Net(), train), test)})


@experiment
def leak_pca():
    x = PCA(n_components=20, random_state=0).fit_transform(X)
    return score(*train_test_split(x, Y, random_state=1))


@experiment
def leak_frame():
    wine = load_wine(as_frame=True)
    frame, scaler = wine.data, StandardScaler()
    frame = pd.DataFrame(scaler.fit_transform(frame), columns=frame.columns)
    return score(*train_test_split(frame, wine.target, stratify=wine.target, random_state=0))


@experiment
def leak_fit_then_transform_both():
    x_train, x_test, y_train, y_test = train_test_split(CANCER, ILL, random_state=0)
    scaler = RobustScaler().fit(CANCER)
    return score(scaler.transform(x_train), scaler.transform(x_test), y_train, y_test)


@experiment
def leak_cross_validation():
    x = StandardScaler().fit_transform(CANCER)
    return Result(values={"accuracy": cross_val_score(SVC(), x, ILL, cv=5).mean()})


@experiment
def leak_select_features():
    x = SelectKBest(f_classif, k=10).fit_transform(CANCER, ILL)
    return score(*train_test_split(x, ILL, random_state=0))


@experiment
def leak_scaled_then_reduced():
    x = make_pipeline(StandardScaler(), PCA(5)).fit_transform(CANCER)
    return score(*train_test_split(x, ILL, random_state=0))


@experiment
def leak_quantiles():
    x = QuantileTransformer(n_quantiles=50, random_state=0).fit_transform(CANCER)
    return score(x[:400], x[400:], ILL[:400], ILL[400:])


@experiment
def leak_imputed():
    frame = pd.DataFrame(CANCER)
    frame.iloc[::7, 3] = float("nan")
    x = SimpleImputer(strategy="mean").fit_transform(frame)
    return score(*train_test_split(x, ILL, random_state=0))


@experiment
def honest_scaler():
    x_train, x_test, y_train, y_test = train_test_split(CANCER, ILL, random_state=0)
    scaler = StandardScaler()
    return score(scaler.fit_transform(x_train), scaler.transform(x_test), y_train, y_test)


@experiment
def honest_pipeline():
    x_train, x_test, y_train, y_test = train_test_split(CANCER, ILL, random_state=0)
    model = Pipeline([("scale", StandardScaler()), ("reduce", PCA(5)), ("svc", SVC())]).fit(x_train, y_train)
    return Result(values={"accuracy": model.score(x_test, y_test)})


@experiment
def honest_cross_validation():
    scores = cross_val_score(make_pipeline(StandardScaler(), SVC()), CANCER, ILL, cv=3)
    return Result(values={"accuracy": scores.mean()})


@experiment
def honest_folds():
    found = []
    for train, test in KFold(3, shuffle=True, random_state=0).split(CANCER):
        scaler = StandardScaler().fit(CANCER[train])
        model = LogisticRegression().fit(scaler.transform(CANCER[train]), ILL[train])
        found.append(model.score(scaler.transform(CANCER[test]), ILL[test]))
    return Result(series={"accuracies": found})


@experiment
def honest_torch():
    torch.manual_seed(0)
    scaler = MinMaxScaler().fit(X[:1400])
    x = torch.tensor(scaler.transform(X), dtype=torch.float32)
    data = TensorDataset(x, LABELS)
    train, test = torch.utils.data.Subset(data, range(1400)), torch.utils.data.Subset(data, range(1400, 1797))
    return Result(values={"accuracy": evaluate(fit(Net(), train), test)})


@experiment
def honest_constant_scale():
    return score(*train_test_split(X / 16, Y, random_state=0))


@experiment
def honest_pca_to_look_at():
    """A picture of all points beside a model that knows nothing of it."""
    points = PCA(2, random_state=0).fit_transform(CANCER)
    x_train, x_test, y_train, y_test = train_test_split(CANCER, ILL, random_state=0)
    model = make_pipeline(StandardScaler(), LogisticRegression()).fit(x_train, y_train)
    return Result(values={"accuracy": model.score(x_test, y_test)}, arrays={"points": points})


@experiment
def honest_power():
    x_train, x_test, y_train, y_test = train_test_split(CANCER[:, :5], ILL, random_state=0)
    transformer = PowerTransformer().fit(x_train)
    return score(transformer.transform(x_train), transformer.transform(x_test), y_train, y_test)


@experiment
def honest_frame():
    wine = load_wine(as_frame=True)
    x_train, x_test, y_train, y_test = train_test_split(wine.data, wine.target, random_state=0)
    scaler = StandardScaler().set_output(transform="pandas").fit(x_train)
    return score(scaler.transform(x_train), scaler.transform(x_test), y_train, y_test)


@experiment
def honest_imputed():
    frame = pd.DataFrame(CANCER)
    frame.iloc[::7, 3] = float("nan")
    x_train, x_test, y_train, y_test = train_test_split(frame, ILL, random_state=0)
    model = make_pipeline(SimpleImputer(), StandardScaler(), LogisticRegression()).fit(x_train, y_train)
    return Result(values={"accuracy": model.score(x_test, y_test)})
