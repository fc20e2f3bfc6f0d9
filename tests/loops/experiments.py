"""Loops of other hands, with theirs replaced by a Loop: what they print is reported, what a pass hands on is kept.

From the examples of PyTorch (vae, dcgan, reinforcement_learning/reinforce, word_language_model) and from nanoGPT, made
small; k-means and learning in parts as the docs of numpy and scikit-learn write them; a jitted step as those of optax.
"""

import math
from collections import deque
from dataclasses import dataclass

import numpy as np
import torch
import torch.nn.functional as F
from sklearn.cluster import MiniBatchKMeans
from sklearn.datasets import load_digits
from sklearn.linear_model import SGDClassifier
from torch import nn, optim
from torch.distributions import Categorical
from torch.utils.data import DataLoader, TensorDataset

from builder import Loop, Result, experiment


@dataclass(frozen=True)
class Training:
    passes: int = 12
    seed: int = 1


def digits(count: int = 600) -> torch.Tensor:
    return torch.tensor(load_digits().images[:count], dtype=torch.float32).unsqueeze(1) / 16


class VAE(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc1 = nn.Linear(64, 100)
        self.fc21 = nn.Linear(100, 5)
        self.fc22 = nn.Linear(100, 5)
        self.fc3 = nn.Linear(5, 100)
        self.fc4 = nn.Linear(100, 64)

    def decode(self, z):
        return torch.sigmoid(self.fc4(F.relu(self.fc3(z))))

    def forward(self, x):
        h1 = F.relu(self.fc1(x.view(-1, 64)))
        mu, logvar = self.fc21(h1), self.fc22(h1)
        z = mu + torch.randn_like(mu) * torch.exp(0.5 * logvar)
        return self.decode(z), mu, logvar


@experiment
def vae(settings: Training) -> Result:
    """Two workers bring the images, the latent noise comes from the generator of torch."""
    torch.manual_seed(settings.seed)
    loader = DataLoader(TensorDataset(digits()), batch_size=128, shuffle=True, num_workers=1)
    model = VAE()
    optimizer = optim.Adam(model.parameters(), lr=1e-3)
    loop = Loop(settings.passes, keep=[model, optimizer])
    for _ in loop:
        model.train()
        train_loss = 0
        for (data,) in loader:
            optimizer.zero_grad()
            recon, mu, logvar = model(data)
            bce = F.binary_cross_entropy(recon, data.view(-1, 64), reduction="sum")
            loss = bce - 0.5 * torch.sum(1 + logvar - mu.pow(2) - logvar.exp())
            loss.backward()
            train_loss += loss.item()
            optimizer.step()
        loop.report(loss=train_loss / 600)
    with torch.no_grad():
        return Result(series=loop.series, weights=model, arrays={"sample": model.decode(torch.randn(4, 5))})


@experiment
def dcgan(settings: Training) -> Result:
    """Two networks, two optimizers; gradients of the one are left over from the steps of the other."""
    torch.manual_seed(settings.seed)
    images = digits(256) * 2 - 1
    net_g = nn.Sequential(
        nn.ConvTranspose2d(10, 16, 4, 1, 0, bias=False), nn.BatchNorm2d(16), nn.ReLU(True),
        nn.ConvTranspose2d(16, 1, 4, 2, 1, bias=False), nn.Tanh(),
    )  # fmt: skip
    net_d = nn.Sequential(
        nn.Conv2d(1, 16, 4, 2, 1, bias=False), nn.BatchNorm2d(16), nn.LeakyReLU(0.2, inplace=True),
        nn.Conv2d(16, 1, 4, 1, 0, bias=False), nn.Sigmoid(), nn.Flatten(0),
    )  # fmt: skip
    criterion = nn.BCELoss()
    fixed_noise = torch.randn(8, 10, 1, 1)
    optimizer_d = optim.Adam(net_d.parameters(), lr=0.0002, betas=(0.5, 0.999))
    optimizer_g = optim.Adam(net_g.parameters(), lr=0.0002, betas=(0.5, 0.999))
    loop = Loop(settings.passes, keep=[net_g, net_d, optimizer_g, optimizer_d])
    for _ in loop:
        for (real,) in DataLoader(TensorDataset(images), batch_size=64, shuffle=True):
            net_d.zero_grad()
            label = torch.full((len(real),), 1.0)
            output = net_d(real)
            err_real = criterion(output, label)
            err_real.backward()
            fake = net_g(torch.randn(len(real), 10, 1, 1))
            label.fill_(0)
            err_fake = criterion(net_d(fake.detach()), label)
            err_fake.backward()
            optimizer_d.step()
            net_g.zero_grad()
            label.fill_(1)
            err_g = criterion(net_d(fake), label)
            err_g.backward()
            optimizer_g.step()
        loop.report(d=err_real + err_fake, g=err_g, d_x=output.mean())
    return Result(series=loop.series, arrays={"fake": net_g(fixed_noise).detach()}, weights=net_d)


class CartPole:
    """The pole of gymnasium, with random numbers of its own."""

    def __init__(self, seed):
        self.random = np.random.default_rng(seed)
        self.state = np.zeros(4)

    def reset(self):
        self.state = self.random.uniform(-0.05, 0.05, size=4)
        return self.state

    def step(self, action):
        _, x_dot, theta, theta_dot = self.state
        force = 10.0 if action == 1 else -10.0
        cos, sin = math.cos(theta), math.sin(theta)
        temp = (force + 0.05 * theta_dot**2 * sin) / 1.1
        acceleration = (9.8 * sin - cos * temp) / (0.5 * (4 / 3 - 0.1 * cos**2 / 1.1))
        x_acceleration = temp - 0.05 * acceleration * cos / 1.1
        self.state = self.state + 0.02 * np.array([x_dot, x_acceleration, theta_dot, acceleration])
        return self.state, 1.0, bool(abs(self.state[0]) > 2.4 or abs(self.state[2]) > 0.2095)


@experiment
def reinforce(settings: Training) -> Result:
    """Episodes; the running reward is handed on from one to the next, and so is what the environment draws."""
    torch.manual_seed(settings.seed)
    env = CartPole(settings.seed)
    policy = nn.Sequential(nn.Linear(4, 128), nn.Dropout(p=0.6), nn.ReLU(), nn.Linear(128, 2), nn.Softmax(dim=1))
    optimizer = optim.Adam(policy.parameters(), lr=1e-2)
    eps = np.finfo(np.float32).eps.item()
    kept = {"running_reward": 10.0}
    loop = Loop(1000, keep=[policy, optimizer, env, kept])
    for _ in loop:
        state, log_probs, rewards = env.reset(), [], []
        for _ in range(1, 200):
            distribution = Categorical(policy(torch.from_numpy(state).float().unsqueeze(0)))
            action = distribution.sample()
            log_probs.append(distribution.log_prob(action))
            state, reward, terminated = env.step(action.item())
            rewards.append(reward)
            if terminated:
                break
        kept["running_reward"] = 0.05 * sum(rewards) + (1 - 0.05) * kept["running_reward"]
        R, returns = 0, deque()
        for r in rewards[::-1]:
            R = r + 0.99 * R
            returns.appendleft(R)
        returns = torch.tensor(returns)
        returns = (returns - returns.mean()) / (returns.std() + eps)
        optimizer.zero_grad()
        torch.cat([-log_prob * R for log_prob, R in zip(log_probs, returns, strict=True)]).sum().backward()
        optimizer.step()
        loop.report(reward=sum(rewards), running=kept["running_reward"])
        if kept["running_reward"] > 45:
            break
    return Result(values={"episodes": len(loop.series["reward"])}, series=loop.series, weights=policy)


TEXT = "the quick brown fox jumps over the lazy dog and runs away from it into the dark wood where no dog goes " * 20


@experiment
def word_language_model(settings: Training) -> Result:
    """Hidden states detached; steps without an optimizer, at a rate that is annealed where nothing gets better."""
    torch.manual_seed(settings.seed)
    letters = sorted(set(TEXT))
    data = torch.tensor([letters.index(one) for one in TEXT])
    data = data[: len(data) // 8 * 8].view(8, -1).t().contiguous()
    train_data, val_data = data[:-50], data[-50:]
    model = nn.ModuleDict({"embed": nn.Embedding(len(letters), 16), "drop": nn.Dropout(0.2),
                           "rnn": nn.LSTM(16, 32, 2, dropout=0.2), "decode": nn.Linear(32, len(letters))})  # fmt: skip

    def forward(words, hidden):
        output, hidden = model["rnn"](model["drop"](model["embed"](words)), hidden)
        return model["decode"](output).flatten(0, 1), tuple(one.detach() for one in hidden)

    state = {"lr": 5.0, "best": None, "hidden": (torch.zeros(2, 8, 32), torch.zeros(2, 8, 32))}
    loop = Loop(settings.passes, keep=[model, state])
    for _ in loop:
        model.train()
        for i in range(0, len(train_data) - 1, 35):
            length = min(35, len(train_data) - 1 - i)
            model.zero_grad()
            output, state["hidden"] = forward(train_data[i : i + length], state["hidden"])
            F.cross_entropy(output, train_data[i + 1 : i + 1 + length].flatten()).backward()
            torch.nn.utils.clip_grad_norm_(model.parameters(), 0.25)
            for p in model.parameters():
                p.data.add_(p.grad, alpha=-state["lr"])
        model.eval()
        with torch.no_grad():
            output, _ = forward(val_data[:-1], None)
            val_loss = F.cross_entropy(output, val_data[1:].flatten()).item()
        if not state["best"] or val_loss < state["best"]:
            state["best"] = val_loss
        else:
            state["lr"] /= 4.0
        loop.report(val=val_loss, lr=state["lr"])
    return Result(values={"best": state["best"]}, series=loop.series, weights=model)


@experiment
def nano_gpt(settings: Training) -> Result:
    """The next batch is fetched before the step has ended, so that a pass hands it on; gradients are accumulated."""
    torch.manual_seed(settings.seed)
    model = nn.Sequential(
        nn.Embedding(27, 16), nn.TransformerEncoderLayer(16, 2, 32, batch_first=True), nn.Linear(16, 27)
    )
    optimizer = optim.AdamW(model.parameters(), lr=1e-3, betas=(0.9, 0.95), weight_decay=0.1)
    scaler = torch.amp.GradScaler("cpu", enabled=False)
    letters = sorted(set(TEXT))
    data = torch.tensor([letters.index(one) for one in TEXT])

    def get_batch():
        ix = torch.randint(len(data) - 17, (8,))
        return torch.stack([data[i : i + 16] for i in ix]), torch.stack([data[i + 1 : i + 17] for i in ix])

    def get_lr(it):
        if it < 5:
            return 1e-2 * (it + 1) / 6
        return 1e-3 + 0.5 * (1.0 + math.cos(math.pi * (it - 5) / settings.passes)) * 9e-3

    batch = {"next": get_batch()}
    loop = Loop(settings.passes, keep=[model, optimizer, scaler, batch])
    for iter_num in loop:
        for group in optimizer.param_groups:
            group["lr"] = get_lr(iter_num)
        for _ in range(4):
            x, y = batch["next"]
            mask = nn.Transformer.generate_square_subsequent_mask(16)
            with torch.autocast("cpu", dtype=torch.bfloat16):
                loss = F.cross_entropy(model[2](model[1](model[0](x), src_mask=mask)).flatten(0, 1), y.flatten()) / 4
            batch["next"] = get_batch()
            scaler.scale(loss).backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        scaler.step(optimizer)
        scaler.update()
        optimizer.zero_grad(set_to_none=True)
        loop.report(loss=loss * 4)
    return Result(series=loop.series, weights=model)


@experiment
def k_means(settings: Training) -> Result:
    """Lloyd's steps in numpy, until nothing moves; of the empty clusters a point drawn at random is the new centre."""
    points = load_digits().data
    generator = np.random.default_rng(settings.seed)
    state = {"centres": points[generator.choice(len(points), 40, replace=False)]}
    loop = Loop(200, keep=[state, generator])
    for _ in loop:
        distances = ((points[:, None] - state["centres"][None]) ** 2).sum(axis=2)
        nearest = distances.argmin(axis=1)
        found = [points[nearest == k] for k in range(40)]
        centres = np.stack([one.mean(axis=0) if len(one) else points[generator.integers(len(points))] for one in found])
        moved = np.abs(centres - state["centres"]).max()
        state["centres"] = centres
        loop.report(inertia=distances.min(axis=1).sum(), moved=moved)
        if moved == 0:
            break
    return Result(series=loop.series, arrays=state)


@experiment
def out_of_core(settings: Training) -> Result:
    """Learning in parts with scikit-learn, in an order of the global generator of numpy."""
    np.random.seed(settings.seed)
    images, labels = load_digits(return_X_y=True)
    classifier = SGDClassifier(average=True, random_state=settings.seed)
    clusters = MiniBatchKMeans(10, random_state=settings.seed)
    loop = Loop(settings.passes, keep=[classifier, clusters])
    for _ in loop:
        for part in np.array_split(np.random.permutation(1500), 10):
            classifier.partial_fit(images[part], labels[part], classes=range(10))
            clusters.partial_fit(images[part])
        loop.report(accuracy=classifier.score(images[1500:], labels[1500:]), inertia=clusters.inertia_)
    return Result(series=loop.series, arrays={"coefficients": classifier.coef_, "centres": clusters.cluster_centers_})
