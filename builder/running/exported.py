"""A network of PyTorch as an ONNX file for the page, checked against the network itself."""

from __future__ import annotations

import io
import warnings
from contextlib import redirect_stdout
from typing import TYPE_CHECKING, Any

from builder.errors import SitegenError
from builder.experiments.declaration import Exported
from builder.results.network import OPSET, in_page

if TYPE_CHECKING:
    import onnx

LARGEST = 8 << 20
"""Bytes that a network may have: more than a reader on a phone waits for."""
_FEW = 64
"""Numbers in a tensor that is not worth to be cut to half precision, a bias say."""


def onnx_file(exported: Exported) -> bytes:
    """The bytes of the ONNX file of a network, for one example at a time.

    Raises SitegenError where pages cannot run it, where it is too large, and where what it gives for the examples
    differs from what the model gives by more than the tolerance.
    """
    if not isinstance(exported, Exported):
        raise SitegenError(f"a network is of type {type(exported).__name__}: write Exported(model, example)")
    whole, expected = _exported(exported)
    half = _halved(whole)
    data: bytes = half.SerializeToString()
    if _apart(half, exported, expected)[0] > exported.tolerance:
        data = whole.SerializeToString()
        greatest, where = _apart(whole, exported, expected)
        if greatest > exported.tolerance:
            allowed = f"{greatest:.2g} apart, where {exported.tolerance:.2g} is the tolerance"
            raise SitegenError(f"the network gives another {where} in a page, {allowed}")
    if len(data) > LARGEST:
        raise SitegenError(f"the network has {len(data) / 1e6:.1f} MB, where a page may have {LARGEST / 1e6:.1f}")
    in_page(data)
    return data


def _exported(exported: Exported) -> tuple[onnx.ModelProto, Any]:
    """The network with whole weights, without a word about where it was made; and what the model gives."""
    import torch

    example = exported.example
    if not isinstance(example, torch.Tensor) or not len(example):
        raise SitegenError("the example of a network is no tensor with at least one input")
    model, example = exported.model, example.detach().cpu().float()
    device = next((one.device for one in model.parameters()), torch.device("cpu"))
    training = model.training
    try:
        model.eval().cpu()
        with torch.no_grad():
            expected = model(example)
        if not isinstance(expected, torch.Tensor) or expected.shape[:1] != example.shape[:1]:
            raise SitegenError("the network does not give one tensor with a row for each example")
        with warnings.catch_warnings(), redirect_stdout(io.StringIO()):
            warnings.simplefilter("ignore")  # what it says of its own future
            program = torch.onnx.export(
                model, (example[:1],), dynamo=True, verbose=False, opset_version=OPSET,
                input_names=["input"], output_names=["output"],
            )  # fmt: skip
    except ImportError as error:
        raise SitegenError(f"a network in a page needs {error.name}: pip install 'sitegen[networks]'") from None
    finally:
        model.train(training).to(device)
    assert program is not None
    return _bare(program.model_proto), expected.numpy()


def _bare(model: onnx.ModelProto) -> onnx.ModelProto:
    """Without the lines of source and the names of modules that PyTorch notes, which differ from machine to machine."""
    graph = model.graph
    for part in (model, graph, *graph.node, *graph.input, *graph.output, *graph.value_info):
        for name in ("metadata_props", "doc_string", "producer_version"):
            if name in part.DESCRIPTOR.fields_by_name:
                part.ClearField(name)
    for node in graph.node:
        node.ClearField("name")
    del model.functions[:]
    return model


def _halved(model: onnx.ModelProto) -> onnx.ModelProto:
    """The same with weights of half precision, each made whole before it is used."""
    import numpy as np
    from onnx import ModelProto, TensorProto, helper, numpy_helper

    half = ModelProto()
    half.CopyFrom(model)
    casts = []
    for weight in half.graph.initializer:
        numbers = numpy_helper.to_array(weight)
        if weight.data_type == TensorProto.FLOAT and numbers.size > _FEW:
            name = weight.name
            with np.errstate(over="ignore"):  # what is too large for it becomes infinite, and differs
                weight.CopyFrom(numpy_helper.from_array(numbers.astype(np.float16), f"{name}.half"))
            casts.append(helper.make_node("Cast", [f"{name}.half"], [name], to=TensorProto.FLOAT))
    nodes = [*casts, *half.graph.node]
    del half.graph.node[:]
    half.graph.node.extend(nodes)
    return half


def _apart(model: onnx.ModelProto, exported: Exported, expected: Any) -> tuple[float, str]:
    """By how much at most the file's outputs differ from the model's, and where."""
    import numpy as np
    from onnxruntime import InferenceSession

    session = InferenceSession(model.SerializeToString(), providers=["CPUExecutionProvider"])
    inputs = exported.example.detach().cpu().float().numpy()
    given = np.concatenate([session.run(None, {"input": inputs[i : i + 1]})[0] for i in range(len(inputs))])
    apart = np.nan_to_num(np.abs(given - expected), nan=np.inf)
    example, *place = (int(i) for i in np.unravel_index(apart.argmax(), apart.shape))
    where = f"output {place} of example {example} ({given[example, *place]:.6g}, not {expected[example, *place]:.6g})"
    return float(apart.max()), where
