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


def shortness(n):
    return np.clip((60 - n) / 40, 0, 1)


def apply(s, c):
    """Calibrated probabilities; calibration in fast_net.go says how."""
    scale, short, neutral, cue, mention, elsewhere, long_tone, short_tone, long_net = c[:9]
    tone = long_tone + (short_tone - long_tone) * shortness(s.n)
    net = np.where(s.sided, long_net + (1 - long_net) * shortness(s.n), 1)
    side = ((s.x[:, 2] - s.x[:, 0]) / 2 * net + cue * s.cue + tone * s.tone) * (scale + short * shortness(s.n))
    rest = (s.x[:, 1] - (s.x[:, 0] + s.x[:, 2]) / 2) * neutral + mention * s.mention + elsewhere * s.elsewhere
    return softmax(np.stack([c[9] - side, c[10] + rest, c[11] + side], 1))


PARTS = ("x", "y", "cue", "tone", "sided", "mention", "elsewhere", "n", "w")


class Sample:
    """Logits, labels, cue sums, lengths and groups of some rows."""

    def __init__(self, x, y, rows, cue=True):
        self.x, self.y = np.array(x, float), np.array(y)
        self.cue = np.array([r.get("cue", 0.) if cue else 0. for r in rows])
        self.mention, self.elsewhere = (np.array([r.get(k, 0.) if cue else 0. for r in rows]) for k in ("mention", "elsewhere"))
        self.tone = np.array([r.get("aimed" if r["target"] else "words", 0.) if cue else 0. for r in rows])
        self.sided = np.array([bool(r["toward"]) and not r["target"] for r in rows])
        self.n = np.array([min(r["text"][1], 400) for r in rows])
        self.group = [r["group"] for r in rows]
        self.w = np.ones(len(self.y)) / len(self.y)

    def part(self, m):
        p = Sample.__new__(Sample)
        for k in PARTS:
            setattr(p, k, getattr(self, k)[m])
        p.group = [g for g, k in zip(self.group, m) if k]
        return p

    def __add__(self, o):
        p = Sample.__new__(Sample)
        for k in PARTS:
            setattr(p, k, np.concatenate([getattr(self, k), getattr(o, k)]))
        p.group = self.group + o.group
        return p


def fit(s, kind, about=(0, 0)):
    """Calibration of the highest likelihood. kind: "phrase" (every logit has
    its shift), "sentence" (short texts have a scale of their own, favor and
    against share their shift), "reply" (as phrase, no cues). How much the cues
    and the tone count was chosen on the development sets."""
    def full(v):
        if kind == "sentence":
            return [np.exp(v[0]), v[2], np.exp(v[1]), 1., about[0], about[1], 1., 1., .2, 0, v[3], 0]
        if kind == "phrase":
            return [np.exp(v[0]), 0, np.exp(v[1]), .5, v[4], v[5], 0, 1., 1., v[2], v[3], -v[2]]
        return [np.exp(v[0]), 0, np.exp(v[1]), 0, 0, 0, 0, 0, 1., v[2], v[3], -v[2]]

    def loss(v):
        c = full(v)
        p = apply(s, c)
        return -(s.w * np.log(p[np.arange(len(s.y)), s.y].clip(1e-9))).sum() / s.w.sum() + 1e-3 * np.square(v[2:]).sum()
    v = minimize(loss, np.zeros(6 if kind == "phrase" else 4), method="Nelder-Mead", options=dict(maxiter=9000, maxfev=9000, adaptive=True, xatol=1e-5, fatol=1e-9)).x
    return [round(float(z), 4) for z in full(v)]


def report(name, s, p):
    each = f1(s.y, p.argmax(1), (0, 1, 2))
    print("%-12s n=%d ECE %.3f; macro-F1 %.3f; two-way %.3f, surest 60%% %.3f; " % ((name, len(s.y), ece(s.y, p), np.mean(each)) + two_way(s.y, p)) + " ".join(
        "P>=%.2f %.0f%% answered, %.3f right" % (m, 100 * (p.max(1) >= m).mean(), (p.argmax(1) == s.y)[p.max(1) >= m].mean()) for m in (.4, .45, .5, .55, .6, .7)), flush=True)


def halves(name, s, kind, about=(0, 0)):
    """Calibration fitted on one half of the groups, measured on the other."""
    h = np.array([zlib.crc32(("half" + g).encode()) % 2 for g in s.group])
    p = np.empty_like(s.x)
    for k in (0, 1):
        p[h == k] = apply(s.part(h == k), fit(s.part(h != k), kind, about))
    report(name + ", halves", s, p)
    return p


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
    stems = np.fromfile(a.work + "/dump/stems.u32", np.uint32)

    saved = torch.load(a.net)
    t = Table(a.work + "/dump", d.vocab)
    t.val[:d.vocab] = torch.load(a.work + "/valence.pt")[:d.vocab]
    net = Net(t, d.classes, sorted(set(h for _, heads, _ in saved["recipe"] for h in heads.split("+"))))
    net.load_state_dict(saved["net"])
    net.eval()

    by_id = {(r["file"], r["id"]): r for r in d.rows}
    cal = {}
    z = np.load(a.dev % ("vast", "target"))
    vast = Sample(z["x"], z["y"], [by_id["stance_vast.dev", str(i)] for i in z["id"]])
    cal["target"] = fit(vast, "phrase")
    halves("vast", vast, "phrase")
    zero = np.array([not by_id["stance_vast.dev", str(i)]["seen"] for i in z["id"]])
    report("vast", vast, apply(vast, cal["target"]))
    report("zero-shot", vast.part(zero), apply(vast.part(zero), cal["target"]))

    # Claim sentences: readers' comments under unseen debates, and arguments of
    # one sentence. None of these sets has neutral texts; pages have. One text in
    # ten here is a comment under the claim of another debate.
    x, y, i = folds(a.cv, "arc", "claim")
    arc = Sample(x, y, [by_id["stance_arc.train", str(k)] for k in i])
    rows = d.of("stance_arc.train")
    rng = random.Random(1)
    other = []
    for r in rng.sample(rows, len(rows) // 4):
        q = rng.choice([q for q in rows if q["group"] != r["group"]])
        other.append(dict(r, claim=q["claim"], side=q["side"]))
    off = Sample(logits(d, net, other, "claim"), [1] * len(other), other, cue=False)
    off.w /= 3
    more = {}
    for name, file in (("perspectrum", "stance_perspectrum.dev"), ("argq", "stance_ibm_argq.dev")):
        z = np.load(a.dev % (name, "claim"))
        more[name] = Sample(z["x"], z["y"], [by_id[file, str(k)] for k in z["id"]])
    # How much it counts whether the comment and the article speak of the claim
    # at all is taken over from VAST, where it is known.
    z = np.load(a.dev % ("vast", "claim"))
    about = fit(Sample(z["x"], z["y"], [by_id["stance_vast.dev", str(i)] for i in z["id"]]), "phrase")[4:6]
    every = arc + off + more["perspectrum"] + more["argq"]
    cal["claim"] = fit(every, "sentence", about)
    for name, s in [("arc", arc)] + list(more.items()):
        report(name, s, apply(s, cal["claim"]))
    p = halves("sentences", every, "sentence", about)
    report("arc, halves", arc, p[:len(arc.y)])

    x, y, i = folds(a.cv, "agreement", "reply")
    agree = Sample(x, y, [by_id["agreement_subreddit.train", str(k)] for k in i])
    cal["reply"] = fit(agree, "reply")
    halves("agreement", agree, "reply")

    memories, weights = [], []
    said = {}
    for k in CV:
        if os.path.exists(a.cv % (k, "semeval", "target")):
            g = np.load(a.cv % (k, "semeval", "target"))
            said.update(zip(g["id"], g["x"]))
    table = list(saved["table"])
    both = []
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
                n += np.outer([cal["target"][3] * r.get("cue", 0.) for r in rows if r["id"] in said], [-1, 0, 1])
                both.append((n + beside * out[have], n, y[have], np.array([r["id"] for r in rows if r["id"] in said])))
            w, scale, b = memory.fit(x, y)
            memories.append(dict(topic=topic, target=rows[0]["target"], scale=float(np.float32(scale * beside)), bias=[float(np.float32(v * beside)) for v in b], temp=temp))
            weights.append(np.rint(w / scale).astype(np.int8).tobytes())
    x, n, y, i = (np.concatenate(b) for b in zip(*both))
    temp = minimize(lambda v: -np.log(softmax(x / np.exp(v[0]))[np.arange(len(y)), y]).mean(), [0.], method="Nelder-Mead").x[0]
    for m in memories:
        m["temp"] = round(float(np.exp(temp)), 4)
    each = f1(y, x.argmax(1), (0, 1, 2))
    alone = f1(y, n.argmax(1), (0, 1, 2))
    print("semeval: mean F1 of favor and against %.3f with the topic memory, %.3f without; ECE %.3f" % (
        (each[0] + each[2]) / 2, (alone[0] + alone[2]) / 2, ece(y, softmax(x / np.exp(temp)))))
    np.savez(a.work + "/semeval.fast.npz", id=i, p=softmax(x / np.exp(temp)))
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
