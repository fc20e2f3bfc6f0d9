"""Calls that are known to change nothing but what they return, and classes that nobody is told of when they are made.

What is not known to be pure counts: a list that is too short repeats too much, one that is too long serves what is
stale. So a name stands here only if no argument that people give it can make it act, and it draws no random numbers.
"""

from __future__ import annotations

BUILTINS = frozenset(
    """abs all any ascii bin bool bytearray bytes callable chr classmethod complex dict divmod enumerate filter float
    format frozenset getattr hasattr hash hex id int isinstance issubclass len list map max memoryview min object oct
    ord pow property range repr reversed round set slice sorted staticmethod str sum super tuple type zip
    ArithmeticError AssertionError AttributeError Exception ImportError IndexError KeyError LookupError NameError
    NotImplementedError OSError RuntimeError StopIteration TypeError ValueError""".split()
)

METHODS = frozenset(
    """as_posix astype capitalize casefold copy count decode difference encode endswith exists find flatten format
    get groups index intersection is_dir is_file isdigit items join joinpath keys long lower lstrip max mean min
    most_common numpy permute ravel removeprefix removesuffix replace reshape resolve rjust ljust round rstrip split
    splitlines squeeze startswith std strip sum title to tolist transpose union unsqueeze upper values view
    with_name with_suffix zfill""".split()
)
"""Of strings, dictionaries, paths, arrays. Where a class of the author's own has a method of this name, it is asked."""

# A module and below it everything, or single functions of it.
_FOREIGN = {
    "builder": "*",
    "abc": "*",
    "argparse": "ArgumentParser Namespace",
    "array": "array",
    "ast": "literal_eval",
    "base64": "*",
    "bisect": "bisect bisect_left bisect_right",
    "collections": "*",
    "contextlib": "*",
    "contextvars": "ContextVar",
    "copy": "copy deepcopy",
    "csv": "Sniffer",
    "dataclasses": "*",
    "datetime": "date datetime time timedelta timezone",
    "decimal": "Decimal Context",
    "einops": "rearrange repeat reduce",
    "enum": "*",
    "fractions": "Fraction",
    "functools": "cache cached_property lru_cache partial partialmethod reduce total_ordering wraps cmp_to_key",
    "hashlib": "*",
    "inspect": "isclass isfunction signature getdoc cleandoc",
    "itertools": "*",
    "json": "loads dumps",
    "logging": "getLogger Logger NullHandler StreamHandler Formatter",
    "math": "*",
    "numbers": "*",
    "numpy": """array arange asarray ascontiguousarray linspace logspace zeros ones empty full eye identity stack
        concatenate sqrt exp log log2 log10 sin cos tan tanh sum mean prod cumsum cumprod clip dtype float16 float32
        float64 int8 int16 int32 int64 uint8 bool_ hstack vstack meshgrid outer dot matmul pi inf nan deg2rad abs max
        min argmax argsort where repeat tile flip transpose reshape diag finfo iinfo""",
    "operator": """add and_ attrgetter concat contains eq floordiv ge getitem gt index inv invert is_ is_not itemgetter
        le length_hint lshift lt matmul methodcaller mod mul ne neg not_ or_ pos pow rshift sub truediv truth xor""",
    "os": "fspath getcwd getenv cpu_count environ.get",
    "os.path": "*",
    "pathlib": "Path PurePath PosixPath",
    "re": "compile escape match search split sub findall fullmatch",
    "statistics": "*",
    "string": "Template Formatter",
    "struct": "Struct calcsize pack unpack",
    "sys": "getrecursionlimit",
    "textwrap": "*",
    "threading": "Lock RLock Event local",
    "time": "time perf_counter monotonic",
    "torch": """arange as_tensor bfloat16 device dtype eye finfo float16 float32 float64 full iinfo int32 int64
        linspace logspace no_grad inference_mode enable_grad ones ones_like Size sqrt stack tensor Tensor zeros
        zeros_like cuda.is_available backends.mps.is_available is_grad_enabled triu tril cat""",
    "torch.cuda": "is_available device_count",
    "torchvision.transforms": "*",
    "types": "MappingProxyType SimpleNamespace MethodType",
    "typing": "*",
    "typing_extensions": "*",
    "uuid": "UUID",
    "weakref": "WeakKeyDictionary WeakValueDictionary WeakSet",
}
_PURE = {module: frozenset(names.split()) for module, names in _FOREIGN.items()}

# Telling somebody is an effect of a top level, and none of a function that it calls.
_TELLING = frozenset({"print", "warnings", "logging", "tqdm"})

# Their classes keep no register of the classes that are derived from them, or none that a result could come from.
_QUIET_BASES = frozenset(
    """abc argparse collections contextlib dataclasses datetime enum flax functools html io jax json lightning logging
    numbers numpy pathlib pydantic pytorch_lightning sklearn string threading torch torchvision transformers types
    typing typing_extensions unittest builder""".split()
)

_DECORATORS = frozenset(
    """abc abc.abstractmethod contextlib.contextmanager contextlib.asynccontextmanager dataclasses.dataclass
    enum.unique functools.cache functools.cached_property functools.lru_cache functools.singledispatch
    functools.singledispatchmethod functools.total_ordering functools.wraps
    jax.jit torch.compile torch.enable_grad torch.inference_mode torch.jit.export torch.jit.ignore torch.jit.script
    torch.jit.unused torch.no_grad typing.final typing.no_type_check typing.overload typing.override
    typing.runtime_checkable typing_extensions.override""".split()
)


def is_pure(dotted: str) -> bool:
    """Whether a function of another package is known to be pure: "torch.tensor", "math.sqrt"."""
    module, _, name = dotted.rpartition(".")
    while module:
        names = _PURE.get(module, frozenset())
        if name in names or "*" in names:
            return True
        above, _, last = module.rpartition(".")
        module, name = above, f"{last}.{name}"
    return False


def is_telling(dotted: str) -> bool:
    """Whether a function of another package, or a built-in one, only tells somebody something."""
    return dotted.partition(".")[0] in _TELLING


def is_quiet_base(dotted: str) -> bool:
    """Whether deriving a class from one of another package changes nothing that could be asked later."""
    return dotted.partition(".")[0] in _QUIET_BASES


def is_quiet_decorator(dotted: str) -> bool:
    """Whether a decorator of another package only changes what it decorates."""
    return dotted in _DECORATORS
