"""A network that a run kept for the reader's page: an ONNX file, and what the page's own evaluator needs of it.

The evaluator, `network_run.js`, knows the operators that are named here and nothing of ONNX. It is handed a plan: the
steps in their order, the shape of every tensor, and the weights, in one file in the format of safetensors. What it does
not know runs in ONNX Runtime, which weighs as much as hundreds of such networks.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from builder.errors import SitegenError

if TYPE_CHECKING:
    import numpy as np
    import onnx

PREFIX = "network"
"""What the name of an artifact begins with that holds a network."""
OPSET = 20
"""The version of ONNX's operators that networks are written in."""

_VIEWS = ("Cast", "Dropout", "Flatten", "Identity", "Reshape", "Squeeze", "Unsqueeze")
"""What leaves the numbers as they are, in their order, and changes the shape at most."""
_POINTWISE = (
    "Abs", "Celu", "Clip", "Elu", "Erf", "Exp", "Gelu", "HardSigmoid", "HardSwish", "LeakyRelu", "Log", "Mish", "Neg",
    "Reciprocal", "Relu", "Selu", "Sigmoid", "Softplus", "Softsign", "Sqrt", "Tanh",
)  # fmt: skip
_OF_TWO = (
    "Add", "Div", "Equal", "Greater", "GreaterOrEqual", "Less", "LessOrEqual", "Max", "Min", "Mul", "PRelu", "Pow",
    "Sub",
)  # fmt: skip
_OTHERS = (
    "AveragePool", "BatchNormalization", "Concat", "Conv", "ConvTranspose", "DepthToSpace", "Expand", "Gather",
    "Gemm", "GlobalAveragePool", "GlobalMaxPool", "InstanceNormalization", "LayerNormalization", "LogSoftmax", "MatMul",
    "MaxPool", "Pad", "ReduceL2", "ReduceMax", "ReduceMean", "ReduceSum", "Resize", "Slice", "Softmax", "Split",
    "Transpose", "Where",
)  # fmt: skip
OPERATORS = frozenset((*_VIEWS, *_POINTWISE, *_OF_TWO, *_OTHERS))
"""The operators of ONNX that a page runs; `network_run.js` has a function for each but the views."""

_PARAMETERS = {
    "Clip": ("min", "max"),
    "Gather": ("indices",),
    "Pad": ("pads", "value", "axes"),
    "ReduceL2": ("axes",),
    "ReduceMax": ("axes",),
    "ReduceMean": ("axes",),
    "ReduceSum": ("axes",),
    "Slice": ("starts", "ends", "axes", "steps"),
}
"""Operators that take some of their settings as inputs behind the first, with the names of these."""
_SETTLED = ("Expand", "Resize", "Split")
"""Operators whose further inputs say nothing that the shapes do not."""
_FLOATING = (1, 9, 10, 11)
"""Kinds of numbers, as ONNX counts them, that 32 bits of floating point hold as they are: also true and false."""
_LIKE = {
    "Resize": {
        ("nearest", "asymmetric", "floor"), ("linear", "half_pixel", ""), ("linear", "align_corners", ""),
        ("linear", "pytorch_half_pixel", ""),
    },
}  # fmt: skip
"""The forms of resizing that PyTorch has, and so the evaluator."""


class UnlikeNetworkError(SitegenError):
    """A network that the evaluator does not run; the message says what it lacks: an operator, or a form of one."""


@dataclass(frozen=True)
class Plan:
    """What is done to an input to get an output; every tensor has one shape, and the batch is one example."""

    input: str
    output: str
    steps: list[dict[str, Any]]
    """Each with the name of its operator, its inputs and outputs by name, and its attributes."""
    shapes: dict[str, list[int]]
    """By the name of a tensor that is no weight."""
    weights: Mapping[str, np.ndarray[Any, Any]]
    """By name, as 16 or 32 bits a number."""

    def file(self) -> bytes:
        """The file that the evaluator reads; the same bytes for the same network."""
        from safetensors.numpy import save

        told = {"input": self.input, "output": self.output, "steps": self.steps, "shapes": self.shapes}
        # One key, because safetensors writes several in an order that differs from process to process.
        return save(dict(self.weights), {"plan": json.dumps(told, sort_keys=True, separators=(",", ":"))})


class InPage(NamedTuple):
    """What a page is handed to run a network."""

    plan: Plan
    file: bytes
    lacks: str
    """What the evaluator lacks, so that ONNX Runtime runs the file; the plan then says little."""


def is_network(artifact: str) -> bool:
    """Whether an artifact of this name is a network."""
    return artifact == PREFIX or artifact.startswith(f"{PREFIX}_")


def in_page(data: bytes) -> InPage:
    """How a page runs an ONNX file with one input and one output, both of a fixed shape.

    Raises SitegenError where these have none, or where onnx is not installed.
    """
    try:
        own = plan(data)
        return InPage(own, own.file(), "")
    except UnlikeNetworkError as error:
        return InPage(_ends(data), data, error.message)


def _ends(data: bytes) -> Plan:
    """Of a network that the evaluator does not run what is given, what is got, and what is done last."""
    graph = _onnx().load_model_from_string(data).graph
    given, got = graph.input[0], graph.output[0]
    try:
        shapes = {value.name: _shape(value) for value in (given, got)}
    except UnlikeNetworkError as error:
        raise SitegenError(f"pages do not run {error.message}") from None
    last = next(node.op_type for node in graph.node if got.name in node.output)
    return Plan(given.name, got.name, [{"operator": last}], shapes, {})


def plan(data: bytes) -> Plan:
    """The plan of an ONNX file with one input, one output and fixed shapes.

    Raises UnlikeNetworkError where the evaluator does not run it, SitegenError where onnx is not installed.
    """
    onnx = _onnx()
    model = onnx.shape_inference.infer_shapes(onnx.load_model_from_string(data), strict_mode=True, data_prop=True)
    graph = model.graph
    constants, nodes = _constants(graph)
    unlike = sorted({node.op_type for node in nodes if node.domain or node.op_type not in OPERATORS})
    if unlike:
        raise UnlikeNetworkError(", ".join(unlike))
    shapes = {value.name: _shape(value) for value in (*graph.input, *graph.value_info, *graph.output)}
    steps = [_step(node, constants) for node in nodes]
    used = {name for step in steps for name in step["inputs"]} & constants.keys()
    return Plan(
        input=graph.input[0].name,
        output=graph.output[0].name,
        steps=steps,
        shapes={name: shapes[name] for name in sorted(shapes.keys() - constants.keys())},
        weights={name: constants[name] for name in sorted(used)},
    )


def _onnx() -> Any:
    try:
        import onnx
        import onnx.shape_inference
    except ImportError:
        hint = "pip install 'sitegen[networks]'"
        raise SitegenError("networks in a page need onnx, which is not installed", hint=hint) from None
    return onnx


def _constants(graph: onnx.GraphProto) -> tuple[dict[str, np.ndarray[Any, Any]], list[onnx.NodeProto]]:
    """The tensors that no input changes, by name, and the nodes that make the others."""
    from onnx import numpy_helper

    constants = {one.name: numpy_helper.to_array(one) for one in graph.initializer}
    nodes = []
    for node in graph.node:
        if node.op_type == "Constant":
            constants[node.output[0]] = numpy_helper.to_array(node.attribute[0].t)
        elif node.op_type == "Cast" and node.input[0] in constants:  # weights of half precision stay so
            constants[node.output[0]] = constants[node.input[0]]
        else:
            nodes.append(node)
    return constants, nodes


def _shape(value: onnx.ValueInfoProto) -> list[int]:
    shape = [dimension.dim_value for dimension in value.type.tensor_type.shape.dim]
    if not all(shape):
        raise UnlikeNetworkError(f"what has no fixed shape, as '{value.name}'")
    return shape


def _step(node: onnx.NodeProto, constants: Mapping[str, np.ndarray[Any, Any]]) -> dict[str, Any]:
    """One step of the plan."""
    from onnx.helper import get_attribute_value

    attributes = {one.name: _plain(get_attribute_value(one)) for one in node.attribute}
    inputs = list(node.input)
    kind = "View" if node.op_type in _VIEWS else node.op_type
    if node.op_type in _PARAMETERS:
        for name, given in zip(_PARAMETERS[node.op_type], inputs[1:], strict=False):
            if given and given not in constants:
                raise UnlikeNetworkError(f"{node.op_type} whose '{name}' is computed")
            if given:
                attributes[name] = constants[given].tolist()
    if kind == "View" or node.op_type in _PARAMETERS or node.op_type in _SETTLED:
        inputs = inputs[:1]
    _check(node.op_type, attributes, inputs, constants)
    while inputs and not inputs[-1]:
        inputs.pop()
    return {"operator": kind, "inputs": inputs, "outputs": [name for name in node.output if name], **attributes}


def _plain(value: Any) -> Any:
    if isinstance(value, bytes):
        return value.decode()
    return value if isinstance(value, int | float | str) else list(value)


def _check(
    operator: str, attributes: Mapping[str, Any], inputs: list[str], constants: Mapping[str, np.ndarray[Any, Any]]
) -> None:
    """Raise UnlikeNetworkError for a form of an operator that the evaluator does not have."""
    if attributes.get("auto_pad", "NOTSET") != "NOTSET":
        raise UnlikeNetworkError(f"{operator} with auto_pad")
    if operator in ("Conv", "ConvTranspose") and (inputs[1] not in constants or constants[inputs[1]].ndim > 4):
        raise UnlikeNetworkError(f"{operator} over three dimensions, or with computed weights")
    if operator == "Cast" and attributes["to"] not in _FLOATING:
        raise UnlikeNetworkError("Cast to whole numbers")
    if operator == "Pad" and (attributes.get("mode", "constant") != "constant" or min(attributes["pads"]) < 0):
        raise UnlikeNetworkError("Pad but for constants that are added")
    if operator == "Resize":
        mode, place = attributes.get("mode", "nearest"), attributes.get("coordinate_transformation_mode", "half_pixel")
        rounded = attributes.get("nearest_mode", "round_prefer_floor") if mode == "nearest" else ""
        if (mode, place, rounded) not in _LIKE["Resize"]:
            raise UnlikeNetworkError(f"Resize with {mode}, {place} {rounded}".rstrip())
