"""Write trained weights as the encoder's model file, int8 by row.

    export.py --weights FILE.pt --vocab DIR --positions N --meta FILE.json --out FILE

--parity FILE writes random sequences with the logits of the rounded weights
in float32, for the Go test of the same name, and prints how far they are from
the logits of the unrounded weights."""
import argparse
import hashlib
import json
import os
import struct

import numpy as np
import torch
import zstandard
from net import Net

a = argparse.ArgumentParser()
a.add_argument("--weights", required=True)
a.add_argument("--vocab", required=True)
a.add_argument("--positions", type=int, default=320)
a.add_argument("--heads", type=int, default=12)
a.add_argument("--meta", required=True)
a.add_argument("--out", required=True)
a.add_argument("--parity", default="")
a.add_argument("--cases", type=int, default=200)
a = a.parse_args()
torch.set_num_threads(1)

state = {k: v.float() for k, v in torch.load(a.weights, map_location="cpu").items()}
layers = 1 + max(int(k.split(".")[1]) for k in state if k.startswith("layers."))
words, width = state["we.weight"].shape
inner, outputs = state["layers.0.i.weight"].shape[0], state["c.weight"].shape[0]
if a.positions > len(state["pe.weight"]):
    raise SystemExit(f"{a.weights} has {len(state['pe.weight'])} positions, fewer than {a.positions}")

tensors, parts, rounded = [], [], dict(state)


def f32(name, key):
    v = state[key][:a.positions] if key == "pe.weight" else state[key]
    v = v.reshape(-1, v.shape[-1]).numpy()
    tensors.append({"name": name, "type": "f32", "rows": v.shape[0], "cols": v.shape[1]})
    parts.append(v.astype("<f4").tobytes())


def i8(name, key):
    v = state[key].numpy()
    scale = (np.abs(v).max(1, keepdims=True) / 127).astype("<f4")
    q = np.clip(np.rint(v / np.maximum(scale, 1e-30)), -127, 127).astype(np.int8)
    rounded[key] = torch.from_numpy(scale * q.astype(np.float32))
    tensors.append({"name": name, "type": "i8", "rows": v.shape[0], "cols": v.shape[1]})
    parts.append(scale.tobytes() + q.tobytes())


i8("word", "we.weight")
f32("position", "pe.weight")
f32("type", "te.weight")
f32("norm.w", "n0.weight")
f32("norm.b", "n0.bias")
for n in range(layers):
    for part, write in (("qkv", i8), ("o", i8), ("n1", f32), ("i", i8), ("u", i8), ("n2", f32)):
        write(f"layer.{n}.{part}.w", f"layers.{n}.{part}.weight")
        f32(f"layer.{n}.{part}.b", f"layers.{n}.{part}.bias")
i8("head.d.w", "d.weight")
f32("head.d.b", "d.bias")
f32("head.c.w", "c.weight")
f32("head.c.b", "c.bias")

vocab = json.load(open(os.path.join(a.vocab, "tokenizer.json"), encoding="utf8"))["model"]["vocab"]
pieces = sorted(vocab, key=vocab.get)
if [vocab[p] for p in pieces] != list(range(words)) or any("\n" in p for p in pieces):
    raise SystemExit(f"{a.vocab}: ids are not 0 to {words - 1}, one for each row of the word table")
vocabulary = "\n".join(pieces).encode()
payload = b"".join([vocabulary, *parts])
header = json.dumps({
    "layers": layers, "width": width, "heads": a.heads, "inner": inner, "positions": a.positions, "outputs": outputs,
    "payload_bytes": len(payload), "payload_sha256": hashlib.sha256(payload).hexdigest(),
    "vocabulary_bytes": len(vocabulary), "meta": json.load(open(a.meta, encoding="utf8")), "tensors": tensors,
}, ensure_ascii=False, separators=(",", ":")).encode()
packed = zstandard.ZstdCompressor(level=19).compress(payload)
with open(a.out, "wb") as f:
    f.write(b"SPENC1\r\n" + struct.pack("<I", len(header)) + header + packed)
print(f"{a.out}: {os.path.getsize(a.out):,} bytes, {len(payload):,} unpacked, {layers} layers, {words} pieces")

if a.parity:
    def net(weights):
        n = Net(words, d=width, layers=layers, heads=a.heads, inner=inner, positions=len(state["pe.weight"]), outputs=outputs)
        n.load_state_dict(weights)
        return n.eval()

    rng = np.random.default_rng(1)
    exact, whole, worst, total = net(rounded), net(state), 0., 0.
    # Pieces as rare as the ranks of words in text are.
    rank = 1 / np.arange(1, words - 7 + 1)
    with open(a.parity, "w") as f, torch.no_grad():
        for k in range(a.cases):
            first = int(rng.integers(4, 60))
            n = first + int(rng.integers(2, a.positions - first if k % 10 == 0 else min(150, a.positions - first)))
            ids = 7 + rng.choice(words - 7, n, p=rank / rank.sum())
            ids[0], ids[1], ids[first - 1], ids[-1] = 5, 1 + k % 3, 6, 6
            second = np.zeros(n, np.int64)
            second[first:] = 1
            i, s = torch.from_numpy(ids)[None], torch.from_numpy(second)[None]
            z, y = exact(i, s)[0].numpy(), whole(i, s)[0].numpy()
            worst, total = max(worst, float(np.abs(z - y).max())), total + float(np.abs(z - y).mean())
            f.write(json.dumps({"ids": ids.tolist(), "second": first, "logits": [round(float(v), 6) for v in z]}) + "\n")
    print(f"{a.parity}: {a.cases} sequences; rounding to int8 moves a logit by {worst:.4f} at most, {total / a.cases:.4f} on average")
