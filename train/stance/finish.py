"""Calibrate a trained network, fit the topic memories, write the model file.

    finish.py --work DIR --data DIR --net FILE --cv PATTERN --out DIR

PATTERN, with three %s for fold, set and head, names the logits that
train.py --fold saved: what the network said of rows it had not seen.
"""
import argparse
import json
import os
import random
import zlib

import numpy as np
import torch
from scipy.optimize import minimize

import export
import memory
from data import Data, ece, f1, two_way
from net import Net, Table
from train import CV, logits, prepare, softmax


def fit(x, y, shifts):
    """Temperature, and shifts of the three logits, of the highest likelihood.
    shifts: "each", or "sides" where favor and against share theirs."""
    def split(v):
        return np.exp(v[0]), np.array([v[1], v[2], -v[1] - v[2]]) if shifts == "each" else np.array([0, v[1], 0])

    def loss(v):
        t, s = split(v)
        p = softmax(x / t + s)
        return -np.log(p[np.arange(len(y)), y].clip(1e-9)).mean() + 1e-3 * (s ** 2).sum()
    v = minimize(loss, np.zeros(3 if shifts == "each" else 2), method="Nelder-Mead", options=dict(maxiter=2000, xatol=1e-5, fatol=1e-8)).x
    t, s = split(v)
    return [round(float(t), 4)] + [round(float(z), 4) for z in s]


def apply(x, c):
    return softmax(x / c[0] + np.array(c[1:]))


def halves(name, x, y, group, shifts):
    """Calibration fitted on one half of the groups, measured on the other."""
    h = np.array([zlib.crc32(("half" + g).encode()) % 2 for g in group])
    p = np.empty_like(x)
    for k in (0, 1):
        p[h == k] = apply(x[h == k], fit(x[h != k], y[h != k], shifts))
    print("%-10s ECE before %.3f, after (fitted on one half, measured on the other) %.3f; macro-F1 %.3f; surest: " % (
        name, ece(y, softmax(x)), ece(y, p), np.mean(f1(y, p.argmax(1), (0, 1, 2)))) + " ".join(
        "P>=%.2f %.0f%% answered, %.3f right" % (m, 100 * (p.max(1) >= m).mean(), (p.argmax(1) == y)[p.max(1) >= m].mean()) for m in (.4, .45, .5, .55, .6, .7)))


def folds(pattern, name, head):
    got = [np.load(pattern % (k, name, head)) for k in CV if os.path.exists(pattern % (k, name, head))]
    return np.concatenate([g["x"] for g in got]), np.concatenate([g["y"] for g in got]), np.concatenate([g["id"] for g in got])


def main():
    ap = argparse.ArgumentParser()
    for x in ("work", "data", "net", "cv", "out"):
        ap.add_argument("--" + x, required=True)
    ap.add_argument("--dev", required=True, help="pattern with two %%s: logits of the network that is written")
    a = ap.parse_args()
    torch.set_num_threads(1)
    d = Data(a.work + "/dump")
    prepare(d)
    group = {r["id"]: r["group"] for r in d.rows}
    stems = np.fromfile(a.work + "/dump/stems.u32", np.uint32)

    saved = torch.load(a.net)
    t = Table(a.work + "/dump", d.vocab)
    t.val[:d.vocab] = torch.load(a.work + "/valence.pt")[:d.vocab]
    net = Net(t, d.classes, sorted(set(h for _, heads, _ in saved["recipe"] for h in heads.split("+"))))
    net.load_state_dict(saved["net"])
    net.eval()

    cal = {}
    z = np.load(a.dev % ("vast", "target"))
    cal["target"] = fit(z["x"], z["y"], "each")
    halves("vast", z["x"], z["y"], [group[i] for i in z["id"]], "each")
    # Claim sentences: readers' comments under unseen debates.
    x, y, i = folds(a.cv, "arc", "claim")
    # ARC has no neutral comments; pages have. One in five here is a comment
    # under the claim of another debate.
    rows = d.of("stance_arc.train")
    rng = random.Random(1)
    other = []
    for r in rng.sample(rows, len(y) // 4):
        q = rng.choice([q for q in rows if q["group"] != r["group"]])
        other.append(dict(r, claim=q["claim"], side=q["side"]))
    n = logits(d, net, other, "claim")
    cal["claim"] = fit(np.concatenate([x, n]), np.concatenate([y, np.ones(len(n), int)]), "sides")
    p = apply(x, cal["claim"])
    print("arc alone, with the calibration that counts on neutral comments: ECE %.3f, two-way macro-F1 %.3f, surest 60%% %.3f" % ((ece(y, p),) + two_way(y, p)))
    halves("arc+", np.concatenate([x, n]), np.concatenate([y, np.ones(len(n), int)]), [group[k] for k in i] + [r["group"] for r in other], "sides")
    x, y, i = folds(a.cv, "agreement", "reply")
    cal["reply"] = fit(x, y, "each")
    halves("agreement", x, y, [group[k] for k in i], "each")

    memories, weights = [], []
    said = {}
    for k in CV:
        if os.path.exists(a.cv % (k, "semeval", "target")):
            g = np.load(a.cv % (k, "semeval", "target"))
            said.update(zip(g["id"], g["x"]))
    table = list(saved["table"])
    every, both = [], []
    for file, beside in memory.SETS.items():
        for topic, rows in sorted(memory.topics(d, file).items()):
            x = memory.matrix(d, stems, rows)
            y = np.array([r["y"] for r in rows])
            temp = 2.
            if any(r["id"] in said for r in rows):
                fold = np.array([zlib.crc32(r["id"].encode()) % 5 for r in rows])
                out = np.zeros((len(rows), 3))
                for k in CV:
                    w, _, b = memory.fit(x[fold != k], y[fold != k])
                    out[fold == k] = x[fold == k] @ w + b
                n = np.array([said[r["id"]] for r in rows if r["id"] in said])
                have = np.array([r["id"] in said for r in rows])
                n[[r["side"] < 0 for r in rows if r["id"] in said]] = n[[r["side"] < 0 for r in rows if r["id"] in said]][:, ::-1]
                both.append((n + beside * out[have], n, y[have]))
            w, scale, b = memory.fit(x, y)
            memories.append(dict(topic=topic, target=rows[0]["target"], scale=float(np.float32(scale * beside)), bias=[float(np.float32(v * beside)) for v in b], temp=temp))
            weights.append(np.rint(w / scale).astype(np.int8).tobytes())
    x, n, y = (np.concatenate([b[k] for b in both]) for k in range(3))
    temp = minimize(lambda v: -np.log(softmax(x / np.exp(v[0]))[np.arange(len(y)), y]).mean(), [0.], method="Nelder-Mead").x[0]
    for m in memories:
        m["temp"] = round(float(np.exp(temp)), 4)
    each = f1(y, x.argmax(1), (0, 1, 2))
    alone = f1(y, n.argmax(1), (0, 1, 2))
    print("semeval: mean F1 of favor and against %.3f with the topic memory, %.3f without; ECE %.3f" % (
        (each[0] + each[2]) / 2, (alone[0] + alone[2]) / 2, ece(y, softmax(x / np.exp(temp)))))
    table.append(dict(set="semeval, with topic memory", head="target", n=len(y), mean_favor_against=float((each[0] + each[2]) / 2)))
    print("calibration", json.dumps(cal))
    parts = list(export.sections(a.work, t, net, d.vocab, cal)) + [
        ("memory", "bytes", json.dumps(memories, sort_keys=True).encode()), ("memory.weights", "bytes", b"".join(weights))]
    export.write(a.out, a.data, parts, sum(p.numel() for p in net.parameters()), d.vocab, cal, saved["recipe"], table)
    parity(a, d, t, net)


def parity(a, d, t, net):
    """Logits of sentences of ours, for the test that scoring gives the same."""
    m = Data(a.work + "/parity")
    mt = Table(a.work + "/parity", d.vocab)
    mt.val[:d.vocab] = t.val[:d.vocab]
    net.t = mt
    out = []
    with torch.no_grad():
        for r in m.rows:
            x, _ = net(m.batch([r["text"]], [r["parent"] if r["parent"][1] else r["claim"]], 400), list(net.heads))
            out.append(dict(id=r["id"], logits={h: [round(float(v), 5) for v in x[h][0]] for h in sorted(x)}))
    with open(a.out + "/../testdata/parity.json", "w") as f:
        json.dump(out, f, indent=1)
        f.write("\n")


if __name__ == "__main__":
    main()
