"""Networks that are measured in training mode, and others that are not, or on which it has no effect."""

import torch
import torch.nn.functional as F
from torch import nn
from torch.utils.data import DataLoader

from builder import Result, experiment

from digits import IMAGES, LABELS, TEST, TRAIN, evaluate, fit, mlp


def test(model, data=TEST):
    """As written without model.eval()."""
    correct = 0
    with torch.no_grad():
        for images, labels in DataLoader(data, batch_size=100):
            correct += (model(images).argmax(1) == labels).sum().item()
    return correct / len(data)


def trained(*middle, epochs=1):
    torch.manual_seed(0)
    return fit(mlp(*middle), TRAIN, epochs)


@experiment
def leak_dropout():
    return Result(values={"accuracy": test(trained(nn.Dropout(0.5)))})


@experiment
def leak_batch_norm():
    return Result(values={"accuracy": test(trained(nn.BatchNorm1d(32)))})


@experiment
def leak_every_epoch():
    torch.manual_seed(0)
    model, accuracies = mlp(nn.Dropout(0.2)), []
    for epoch in range(3):
        fit(model, TRAIN)
        accuracies.append(test(model))
    return Result(series={"test_accuracy": accuracies})


@experiment
def leak_without_no_grad():
    model = trained(nn.BatchNorm1d(32))
    out = model(IMAGES[1400:])
    return Result(values={"accuracy": (out.argmax(1) == LABELS[1400:]).float().mean()})


@experiment
def leak_train_again_before_test():
    model = trained(nn.Dropout(0.3)).eval()
    model.train()
    with torch.inference_mode():
        loss = F.cross_entropy(model(IMAGES[1400:]), LABELS[1400:])
    return Result(values={"test_loss": loss})


@experiment
def leak_only_part_in_eval():
    torch.manual_seed(0)
    features, head = nn.Sequential(nn.Linear(64, 32), nn.ReLU()), nn.Sequential(nn.Dropout(0.5), nn.Linear(32, 10))
    model = fit(nn.Sequential(features, head), TRAIN)
    features.eval()
    return Result(values={"accuracy": test(model)})


@experiment
def leak_convolutional():
    torch.manual_seed(0)
    model = nn.Sequential(
        nn.Unflatten(1, (1, 8, 8)), nn.Conv2d(1, 4, 3), nn.BatchNorm2d(4), nn.ReLU(), nn.Dropout2d(0.2), nn.Flatten(),
        nn.Linear(144, 10),
    )  # fmt: skip
    return Result(values={"accuracy": test(fit(model, TRAIN))})


@experiment
def leak_eval_forgotten_after_first():
    torch.manual_seed(0)
    model, accuracies = mlp(nn.BatchNorm1d(32)), []
    for epoch in range(2):
        fit(model, TRAIN)
        accuracies.append(test(model))
    return Result(values={"best": accuracies[-1]})


@experiment
def leak_own_module():
    class Digits(nn.Module):
        def __init__(self):
            super().__init__()
            self.inner, self.drop, self.out = nn.Linear(64, 32), nn.Dropout(), nn.Linear(32, 10)

        def forward(self, x):
            return F.log_softmax(self.out(self.drop(F.relu(self.inner(x)))), dim=1)

    torch.manual_seed(0)
    return Result(values={"acc": test(fit(Digits(), TRAIN))})


@experiment
def leak_list_of_predictions():
    model = trained(nn.Dropout(0.1))
    with torch.no_grad():
        predictions = [int(model(image[None]).argmax()) for image, _ in TEST]
    return Result(values={"accuracy": sum(p == int(y) for p, y in zip(predictions, LABELS[1400:])) / len(TEST)})


@experiment
def honest_eval():
    return Result(values={"accuracy": evaluate(trained(nn.Dropout(0.5)), TEST)})


@experiment
def honest_nothing_random():
    return Result(values={"accuracy": test(trained())})


@experiment
def honest_batch_norm():
    return Result(values={"accuracy": evaluate(trained(nn.BatchNorm1d(32)), TEST)})


@experiment
def honest_dropout_of_nothing():
    return Result(values={"accuracy": test(trained(nn.Dropout(0.0)))})


@experiment
def honest_train_false():
    model = trained(nn.Dropout(0.5))
    model.train(False)
    return Result(values={"accuracy": test(model)})


@experiment
def honest_layer_norm():
    return Result(values={"accuracy": test(trained(nn.LayerNorm(32)))})


@experiment
def honest_training_loss_of_the_loop():
    torch.manual_seed(0)
    model = mlp(nn.Dropout(0.2))
    optimizer, losses = torch.optim.Adam(model.parameters()), []
    for images, labels in DataLoader(TRAIN, 64):
        loss = F.cross_entropy(model(images), labels)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return Result(values={"accuracy": evaluate(model, TEST)}, series={"losses": losses})


@experiment
def honest_gan():
    torch.manual_seed(0)
    make = nn.Sequential(nn.Linear(8, 32), nn.BatchNorm1d(32), nn.ReLU(), nn.Linear(32, 64))
    judge = nn.Sequential(nn.Linear(64, 32), nn.ReLU(), nn.Linear(32, 1))
    makes, judges = torch.optim.Adam(make.parameters()), torch.optim.Adam(judge.parameters())
    for real in IMAGES[:640].split(64):
        with torch.no_grad():
            fake = make(torch.randn(64, 8))
        loss = F.softplus(-judge(real)).mean() + F.softplus(judge(fake)).mean()
        judges.zero_grad()
        loss.backward()
        judges.step()
        loss = F.softplus(-judge(make(torch.randn(64, 8)))).mean()
        makes.zero_grad()
        loss.backward()
        makes.step()
    return Result(values={"loss": loss.item()})


@experiment
def honest_shape_first():
    torch.manual_seed(0)
    model = mlp(nn.BatchNorm1d(32))
    assert model(torch.zeros(2, 64)).shape == (2, 10)
    return Result(values={"accuracy": evaluate(fit(model, TRAIN), TEST)})


@experiment
def honest_running_statistics_again():
    """Statistics of batch normalisation taken anew over the training images, as after averaging weights."""
    model = trained(nn.BatchNorm1d(32))
    model.train()
    with torch.no_grad():
        for images, _ in DataLoader(TRAIN, 128):
            model(images)
    return Result(values={"accuracy": evaluate(model, TEST)})
