"""Networks for the page: the file that a run keeps, and that the evaluator in JavaScript gives what PyTorch gives."""

from __future__ import annotations

import gzip
import importlib.util
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from conftest import REPOSITORY

from builder.errors import SitegenError
from builder.experiments import Exported
from builder.results import Store
from builder.results.network import OPERATORS, in_page, plan

torch = pytest.importorskip("torch")
pytest.importorskip("onnxruntime")
from torch import nn  # noqa: E402 # skipped without it
from torch.nn import functional  # noqa: E402

from builder.running.exported import onnx_file  # noqa: E402

if TYPE_CHECKING:
    from torch import Tensor

STATIC = REPOSITORY / "templates" / "static"
RUN = """
class TextDecoder { decode(bytes) { return String.fromCharCode(...bytes); } }
const bytes = (hex) => Uint8Array.from({length: hex.length / 2}, (_, i) => parseInt(hex.slice(2 * i, 2 * i + 2), 16));
const opened_ = {};
function load(hex) { opened_.network = network(bytes(hex).buffer); return ""; }
function outputs(inputs) { return JSON.stringify(inputs.map((one) => Array.from(opened_.network.output(one).data))); }
function read(hex) {
  const [images, each] = [bytes(hex), opened_.network.plan.shapes.input.reduce((all, one) => all * one, 1)];
  return Array.from({length: images.length / each}, (_, i) => {
    const { data } = opened_.network.output(images.subarray(i * each, (i + 1) * each).length
      ? Float32Array.from(images.subarray(i * each, (i + 1) * each), (one) => one / 255) : []);
    return data.indexOf(Math.max(...data));
  }).join("");
}
"""


class Page:
    """The evaluator, as a page runs it."""

    def __init__(self, js: Any) -> None:
        self._js = js

    def load(self, file: bytes) -> None:
        self._js.call("load", file.hex())

    def outputs(self, inputs: Tensor) -> np.ndarray[Any, Any]:
        given = json.loads(self._js.call("outputs", [one.flatten().tolist() for one in inputs]))
        return np.array(given)

    def classes(self, images: bytes) -> str:
        read: str = self._js.call("read", images.hex())
        return read


@pytest.fixture(scope="module")
def page() -> Iterator[Page]:
    from py_mini_racer import mini_racer

    with mini_racer() as js:
        js.eval((STATIC / "network_run.js").read_text().replace("export function", "function") + RUN)
        yield Page(js)


class Model(nn.Module):
    """A function with layers of its own."""

    def __init__(self, forward: Callable[..., Any], *layers: nn.Module) -> None:
        super().__init__()
        self.layers, self._forward = nn.ModuleList(layers), forward

    def forward(self, x: Tensor) -> Any:
        return self._forward(x, *self.layers)


def images(rows: int = 9, columns: int = 11) -> Tensor:
    return torch.randn(2, 4, rows, columns, generator=torch.Generator().manual_seed(0))


def vectors(length: int = 8) -> Tensor:
    return 2 * torch.randn(2, length, generator=torch.Generator().manual_seed(0))


def sequences() -> Tensor:
    return torch.randn(2, 6, 12, generator=torch.Generator().manual_seed(0))


POINTWISE = (
    nn.Tanh(), nn.GELU(), nn.GELU("tanh"), nn.SiLU(), nn.ELU(), nn.SELU(), nn.LeakyReLU(0.2), nn.Softplus(), nn.Mish(),
    nn.Hardswish(), nn.Hardsigmoid(), nn.ReLU6(), nn.PReLU(), nn.Softsign(), nn.CELU(2), nn.LogSigmoid(), nn.Dropout(),
)  # fmt: skip
NETWORKS: dict[str, tuple[Callable[[], nn.Module], Callable[[], Tensor]]] = {
    "strides, dilation, groups": (
        lambda: nn.Sequential(nn.Conv2d(4, 8, 3, 2, (2, 1), groups=2), nn.ReLU(), nn.Conv2d(8, 3, 2, dilation=2)),
        images,
    ),
    "an encoder and a decoder": (
        lambda: nn.Sequential(
            nn.Conv2d(4, 8, 3, 2, 1), nn.BatchNorm2d(8), nn.ReLU(), nn.Flatten(), nn.Linear(8 * 16, 3), nn.GELU(),
            nn.Linear(3, 6 * 16), nn.Unflatten(1, (6, 4, 4)), nn.ConvTranspose2d(6, 4, 3, 2, 1, 1, groups=2),
            nn.LeakyReLU(), nn.Upsample(scale_factor=2, mode="bilinear"), nn.Conv2d(4, 1, 1), nn.Sigmoid(),
        ),
        lambda: images(8, 8),
    ),
    "pooling that rounds up": (
        lambda: Model(
            lambda x, *pools: torch.cat([pool(x) for pool in pools], 1),
            nn.MaxPool2d(3, 2, 1, ceil_mode=True), nn.AvgPool2d(3, 2, 1, ceil_mode=True),
            nn.AvgPool2d(3, 2, 1, ceil_mode=True, count_include_pad=False),
        ),
        images,
    ),
    "pooling of all": (
        lambda: Model(lambda x, a, b: a(x) - b(x), nn.AdaptiveAvgPool2d(1), nn.AdaptiveMaxPool2d(1)),
        images,
    ),
    "norms": (
        lambda: nn.Sequential(nn.GroupNorm(2, 4), nn.InstanceNorm2d(4, affine=True), nn.LayerNorm([9, 11])),
        images,
    ),
    "a residual block": (
        lambda: Model(lambda x, a, b: (x + b(a(x).relu())).relu(), nn.Conv2d(4, 4, 3, 1, 1), nn.Conv2d(4, 4, 1)),
        images,
    ),
    "attention": (lambda: nn.TransformerEncoderLayer(12, 3, 16, batch_first=True, norm_first=True), sequences),
    "one dimension": (
        lambda: nn.Sequential(nn.Conv1d(6, 5, 4, 3, 1), nn.MaxPool1d(2), nn.ConvTranspose1d(5, 3, 4, 2, 1, dilation=2)),
        sequences,
    ),
    "pixels shuffled and padded": (
        lambda: nn.Sequential(nn.PixelShuffle(2), nn.ConstantPad2d((1, 2, 3, 0), 0.5), nn.Upsample(scale_factor=2)),
        images,
    ),
    "corners aligned": (lambda: nn.Upsample(size=(13, 7), mode="bilinear", align_corners=True), images),
    "activations": (
        lambda: Model(lambda x, a, *all: torch.cat([one(a(x)) for one in all], 1), nn.Linear(8, 20), *POINTWISE),
        vectors,
    ),
    "probabilities along axes": (
        lambda: Model(lambda x: torch.softmax(x, 1) + torch.log_softmax(x, -1) + torch.softmax(x, 2)),
        images,
    ),
    "parts": (lambda: Model(lambda x: torch.mul(*x.chunk(2, 1))[:, :, ::2, -4:].flip(2).permute(0, 3, 1, 2)), images),
    "reductions": (
        lambda: Model(lambda x: functional.normalize(x, dim=1) * x.mean((2, 3), keepdim=True) + x.sum(1, True)),
        images,
    ),
    "choices": (
        lambda: Model(lambda x: torch.where(x > 0, x, x * 2) + torch.maximum(x, -x / 2) - torch.minimum(x, x * x)),
        images,
    ),
    "arithmetic": (
        lambda: Model(lambda x: (2 * x - 1).abs().sqrt() ** 1.5 + x.exp().clamp(0, 3) - torch.erf(x) / (x * x + 1)),
        images,
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", NETWORKS)
def test_the_page_gives_what_pytorch_gives(page: Page, name: str) -> None:
    make, examples = NETWORKS[name]
    torch.manual_seed(0)
    model, inputs = make().eval(), examples()
    for layer in model.modules():  # as after training: neither mean 0 nor variance 1
        if isinstance(layer, nn.BatchNorm2d):
            nn.init.uniform_(layer.running_mean, -1, 1)  # type: ignore[arg-type]
            nn.init.uniform_(layer.running_var, 0.5, 2)  # type: ignore[arg-type]
    file = plan(onnx_file(Exported(model, inputs, 1e-5)))
    page.load(file.file())
    with torch.no_grad():
        expected = model(inputs).numpy()
    assert np.abs(page.outputs(inputs).reshape(expected.shape) - expected).max() < 1e-5


def test_every_operator_is_in_the_evaluator() -> None:
    """One that is named for the build and lacks in the page would be a network that never answers."""
    script = (STATIC / "network_run.js").read_text()
    views = {"Cast", "Dropout", "Flatten", "Identity", "Reshape", "Squeeze", "Unsqueeze"}
    assert [one for one in sorted(OPERATORS - views - {"Split"}) if f"\n  {one}: " not in script] == []


def test_the_documentation_names_all_operators_and_what_the_evaluator_weighs() -> None:
    text = (REPOSITORY / "docs" / "networks.md").read_text()
    listed = text.partition("these operators of ONNX:\n\n")[2].partition("\n\n")[0]
    assert listed.replace("\n", " ").split(", ") == sorted(OPERATORS)
    weighs = len(gzip.compress((STATIC / "network_run.js").read_bytes()))
    assert f"It has\n{weighs / 1000:.0f} KB" in text
    everything = sum(len(gzip.compress(path.read_bytes())) for path in STATIC.glob("network*"))
    assert everything < 20_000


def test_half_precision_where_that_is_enough(page: Page) -> None:
    torch.manual_seed(0)
    model, inputs = nn.Linear(100, 10), vectors(100)
    whole, half = (onnx_file(Exported(model, inputs, tolerance)) for tolerance in (1e-5, 0.05))
    assert len(half) < 0.6 * len(whole)
    page.load(plan(half).file())
    with torch.no_grad():
        apart = np.abs(page.outputs(inputs) - model(inputs).numpy()).max()
    assert 1e-5 < apart < 0.05
    assert plan(half).weights["weight"].dtype == np.float16
    small = nn.Linear(100, 10)
    with torch.no_grad():
        small.weight.mul_(1e-6)  # numbers that half precision has fewer digits for
    page.load(plan(onnx_file(Exported(small, inputs, 1e-3))).file())
    with torch.no_grad():
        assert np.abs(page.outputs(inputs) - small(inputs).numpy()).max() < 1e-3


def test_a_file_says_nothing_of_where_it_was_made() -> None:
    torch.manual_seed(0)
    model, inputs = nn.Sequential(nn.Linear(8, 100), nn.ReLU()), vectors()
    file = onnx_file(Exported(model, inputs))
    assert str(Path(__file__).parent.parent).encode() not in file
    assert b".py" not in file
    assert b"stack_trace" not in file
    assert onnx_file(Exported(model, inputs)) == file
    assert plan(file).file() == plan(file).file()
    assert model.training, "the model is left as it was"


@pytest.mark.parametrize(
    ("model", "inputs", "message"),
    [
        (nn.LSTM(12, 4, batch_first=True), sequences, "a row for each example"),
        (nn.Linear(2_000, 2_000), lambda: vectors(2_000), "MB"),
        (nn.Linear(8, 3), lambda: [1.0, 2.0], "no tensor"),
        (nn.Linear(8, 3), lambda: torch.zeros(0, 8), "no tensor"),
        (Model(lambda x: x.sum()), vectors, "a row for each example"),
    ],
)
def test_what_pages_do_not_run_is_told_when_it_is_exported(
    model: nn.Module, inputs: Callable[[], Any], message: str
) -> None:
    with pytest.raises(SitegenError, match=message):
        onnx_file(Exported(model, inputs()))


@pytest.mark.parametrize(
    ("model", "inputs", "lacks"),
    [
        (Model(lambda x, lstm: lstm(x)[0], nn.LSTM(12, 4, batch_first=True)), sequences, "LSTM"),
        (Model(lambda x: torch.sort(x)[0]), vectors, "TopK"),
        (
            nn.Conv3d(2, 3, 2),
            lambda: torch.randn(1, 2, 4, 4, 4),
            "Conv over three dimensions, or with computed weights",
        ),
        (nn.ReflectionPad2d(1), images, "Pad but for constants that are added"),
        (Model(lambda x: x.long().float()), vectors, "Cast to whole numbers"),
    ],
)
def test_what_the_evaluator_lacks_is_said_and_kept_for_onnx_runtime(
    model: nn.Module, inputs: Callable[[], Any], lacks: str
) -> None:
    data = onnx_file(Exported(model, inputs()))
    one = in_page(data)
    assert one.lacks == lacks
    assert one.file == data
    assert one.plan.shapes["input"] == [1, *inputs().shape[1:]]


def test_outputs_that_differ_are_told_with_their_place() -> None:
    """The batch decides what this model gives, which no file for one example can."""
    model = Model(lambda x: x - x.mean(0))
    with pytest.raises(SitegenError, match=r"gives another output \[\d\] of example \d") as told:
        onnx_file(Exported(model, vectors()))
    assert "tolerance" in told.value.message


def models_of(store: Store) -> ModuleType:
    """The models of the post that has these records."""
    spec = importlib.util.spec_from_file_location("models", store.folder.parent / "models.py")
    assert spec
    assert spec.loader
    models = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(models)
    return models


@pytest.mark.parametrize("name", ["conv", "denoising", "plane"])
def test_in_the_page_the_autoencoders_draw_what_they_draw_in_pytorch(page: Page, name: str) -> None:
    store = Store(REPOSITORY / "content" / "posts" / "autoencoders" / "results")
    record, exported, models = store.read(name), store.read("in_the_page"), models_of(store)
    model = (models.fully_connected if name == "plane" else models.convolutional)(record.settings["size"]).eval()
    model.load_state_dict({key: torch.from_numpy(one) for key, one in record.weights().items()})
    given = record.arrays()["codes"][:50] if name == "plane" else exported.arrays()["digits"]
    inputs = torch.from_numpy(given)
    with torch.no_grad():
        drawn = (model.decoder if name == "plane" else model)(inputs).flatten(1).numpy()
    page.load(plan(exported.artifact(f"network_{name}")).file())
    assert np.abs(page.outputs(inputs) - drawn).max() <= exported.settings["tolerance"]


@pytest.mark.slow
@pytest.mark.parametrize("name", ["fully_connected", "cnn", "cnn_pooling", "cnn_pooling_augmented"])
def test_in_the_page_the_article_has_its_accuracy(page: Page, name: str, mnist_folder: Path) -> None:
    """On all test images for the first two networks; the others take ten times as long, so on every tenth."""
    from builder.learning import mnist
    from builder.results import Run, running

    with running(Run(data=(mnist_folder,), download=mnist_folder)):
        data = mnist()
    store = Store(REPOSITORY / "content" / "posts" / "cnns" / "results")
    page.load(plan(store.read("in_the_page").artifact(f"network_{name}")).file())
    some = slice(None, None, 10 if "pooling" in name else 1)
    images, labels = data.test_images[some], data.test_labels[some]
    read = torch.tensor(
        [int(digit) for digit in page.classes((images * 255).round().to(torch.uint8).numpy().tobytes())]
    )
    record = store.read(name)
    if "pooling" in name:
        models = models_of(store)
        model = models.PoolingCNN().eval()
        model.load_state_dict({key: torch.from_numpy(one) for key, one in record.weights().items()})
        with torch.no_grad():
            assert torch.equal(read, model(images).argmax(1)), "each image as the network in PyTorch reads it"
    else:
        published = record.seeds[0].series["test_accuracy"][-1]
        assert (read == labels).double().mean().item() == pytest.approx(published, abs=1e-9), "to the last digit"
