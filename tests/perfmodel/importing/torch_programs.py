"""Five models exported by torch, with what torch's own counter counts of them.

``python -m tests.perfmodel.importing.torch_programs`` exports them again and compares everything with the committed files;
``--write`` writes these. It needs torch (2.5 or later, any build), which nothing else here does.
"""

from __future__ import annotations

import json
import sys
import tempfile
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

from specgen.perfmodel.importing import facts_of, read_program

FOLDER = Path(__file__).parent / "programs"
COMMAND = "python -m tests.perfmodel.importing.torch_programs --write"


def models(torch: Any) -> Iterator[tuple[str, Any, tuple[Any, ...]]]:
    """Each model with its name and arguments; the weights do not matter."""
    nn = torch.nn
    yield "mlp", nn.Sequential(nn.Linear(784, 512), nn.ReLU(), nn.Linear(512, 10)), (torch.zeros(32, 784),)
    yield "llama_block", _llama(torch), (torch.zeros(2, 64, 256, dtype=torch.bfloat16),)
    yield "vit_block", _vit(torch), (torch.zeros(2, 3, 64, 64),)
    yield "resnet18", _resnet(torch), (torch.zeros(1, 3, 224, 224),)
    yield "encoder", _encoder(torch), (torch.zeros(4, 48, dtype=torch.int64),)


def _llama(torch: Any) -> Any:
    """Root mean squares, rotary embedding, grouped queries, a causal mask, a gated feed-forward layer."""
    nn, fused = torch.nn, torch.nn.functional

    class Block(nn.Module):  # type: ignore[name-defined,misc]
        def __init__(self) -> None:
            super().__init__()
            self.q, self.o = (nn.Linear(256, 256, bias=False) for _ in range(2))
            self.k, self.v = (nn.Linear(256, 64, bias=False) for _ in range(2))
            self.gate, self.up = (nn.Linear(256, 704, bias=False) for _ in range(2))
            self.down = nn.Linear(704, 256, bias=False)
            self.first, self.second = nn.RMSNorm(256), nn.RMSNorm(256)

        def forward(self, x: Any) -> Any:
            batch, tokens, _ = x.shape
            inner = self.first(x)
            q, k, v = (
                one(inner).view(batch, tokens, -1, 32).transpose(1, 2) for one in (self.q, self.k, self.v)
            )
            angle = torch.arange(tokens, dtype=torch.float32)[:, None] * torch.ones(16)
            q, k = (_turned(torch, one, angle.cos().to(x.dtype), angle.sin().to(x.dtype)) for one in (q, k))
            seen = fused.scaled_dot_product_attention(q, k, v, is_causal=True, enable_gqa=True)
            x = x + self.o(seen.transpose(1, 2).reshape(batch, tokens, 256))
            inner = self.second(x)
            return x + self.down(fused.silu(self.gate(inner)) * self.up(inner))

    return Block().to(torch.bfloat16)


def _turned(torch: Any, x: Any, cosine: Any, sine: Any) -> Any:
    first, second = x.chunk(2, dim=-1)
    return torch.cat((first * cosine - second * sine, second * cosine + first * sine), dim=-1)


def _vit(torch: Any) -> Any:
    """Patches by a convolution, a class token, layer norms, attention, GELU."""
    nn, fused = torch.nn, torch.nn.functional

    class Block(nn.Module):  # type: ignore[name-defined,misc]
        def __init__(self) -> None:
            super().__init__()
            self.patches = nn.Conv2d(3, 192, 16, stride=16)
            self.token = nn.Parameter(torch.zeros(1, 1, 192))
            self.place = nn.Parameter(torch.zeros(1, 17, 192))
            self.first, self.second = nn.LayerNorm(192), nn.LayerNorm(192)
            self.qkv, self.out = nn.Linear(192, 576), nn.Linear(192, 192)
            self.wide, self.narrow = nn.Linear(192, 768), nn.Linear(768, 192)

        def forward(self, image: Any) -> Any:
            x = self.patches(image).flatten(2).transpose(1, 2)
            x = torch.cat((self.token.expand(x.shape[0], -1, -1), x), dim=1) + self.place
            q, k, v = (
                one.view(*x.shape[:2], 3, 64).transpose(1, 2) for one in self.qkv(self.first(x)).chunk(3, -1)
            )
            x = x + self.out(fused.scaled_dot_product_attention(q, k, v).transpose(1, 2).reshape(x.shape))
            return x + self.narrow(fused.gelu(self.wide(self.second(x))))

    return Block()


def _resnet(torch: Any) -> Any:
    """ResNet-18 as He et al. give it (Deep residual learning for image recognition, 2015, table 1)."""
    nn = torch.nn

    class Pair(nn.Module):  # type: ignore[name-defined,misc]
        def __init__(self, given: int, made: int, stride: int) -> None:
            super().__init__()
            self.body = nn.Sequential(
                nn.Conv2d(given, made, 3, stride, 1, bias=False), nn.BatchNorm2d(made), nn.ReLU(),
                nn.Conv2d(made, made, 3, 1, 1, bias=False), nn.BatchNorm2d(made),
            )  # fmt: skip
            short = [nn.Conv2d(given, made, 1, stride, bias=False), nn.BatchNorm2d(made)]
            self.short = nn.Sequential(*short) if stride > 1 else nn.Identity()

        def forward(self, x: Any) -> Any:
            return (self.body(x) + self.short(x)).relu()

    stages = [(64, 64, 1), (64, 64, 1), (64, 128, 2), (128, 128, 1)]
    stages += [(128, 256, 2), (256, 256, 1), (256, 512, 2), (512, 512, 1)]
    stem = [nn.Conv2d(3, 64, 7, 2, 3, bias=False), nn.BatchNorm2d(64), nn.ReLU(), nn.MaxPool2d(3, 2, 1)]
    head = [nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(512, 1000)]
    return nn.Sequential(*stem, *(Pair(*one) for one in stages), *head)


def _encoder(torch: Any) -> Any:
    """Embeddings, attention written out in products and a softmax, a mean over the tokens."""
    nn = torch.nn

    class Encoder(nn.Module):  # type: ignore[name-defined,misc]
        def __init__(self) -> None:
            super().__init__()
            self.words = nn.Embedding(30_000, 128)
            self.q, self.k, self.v, self.out = (nn.Linear(128, 128) for _ in range(4))
            self.norm = nn.LayerNorm(128)
            self.label = nn.Linear(128, 3)

        def forward(self, tokens: Any) -> Any:
            x = self.words(tokens)
            q, k, v = (one(x).view(*x.shape[:2], 4, 32).transpose(1, 2) for one in (self.q, self.k, self.v))
            seen = torch.softmax(q @ k.transpose(-2, -1) / 32**0.5, dim=-1)
            mixed = torch.einsum("bhqk,bhkd->bhqd", seen, v).transpose(1, 2).reshape(x.shape)
            return self.label(self.norm(x + self.out(mixed)).mean(dim=1))

    return Encoder()


def exported(torch: Any) -> Iterator[tuple[str, dict[str, Any]]]:
    """What the committed files hold, made anew; each program goes through a .pt2 file on the way."""
    counter = import_module("torch.utils.flop_counter").FlopCounterMode
    for name, model, arguments in models(torch):
        program = torch.export.export(model.eval(), arguments)
        with counter(display=False) as counted, torch.no_grad():
            model(*arguments)
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / f"{name}.pt2"
            torch.export.save(program, str(path))
            read = read_program(path)
            assert read.unsupported == (), read.unsupported
        flops = {str(op).removeprefix("aten."): n for op, n in counted.get_flop_counts()["Global"].items()}
        release = str(torch.__version__).partition("+")[0]
        yield name, {"torch": release, "command": COMMAND, "flops": flops, "facts": facts_of(program)}


def text_of(found: dict[str, Any]) -> str:
    """A line for each node and tensor."""
    head = {key: one for key, one in found.items() if key != "facts"}
    facts = found["facts"]
    nodes = ",\n  ".join(json.dumps(one) for one in facts["nodes"])
    tensors = ",\n  ".join(f"{json.dumps(name)}: {json.dumps(one)}" for name, one in facts["tensors"].items())
    return f'{json.dumps(head)[:-1]}, "facts": {{\n "nodes": [\n  {nodes}\n ],\n "tensors": {{\n  {tensors}\n }}\n}}}}\n'


def main() -> None:
    """Compare with the committed files, or write them."""
    torch = import_module("torch")
    wrong = []
    for name, found in exported(torch):
        path = FOLDER / f"{name}.json"
        if "--write" in sys.argv:
            path.parent.mkdir(exist_ok=True)
            path.write_text(text_of(found), encoding="utf-8")
        elif json.loads(path.read_text(encoding="utf-8"))["flops"] != found["flops"]:
            wrong.append(f"{name}: {found['flops']}")
    sys.exit("\n".join(wrong) or 0)


if __name__ == "__main__":
    main()
