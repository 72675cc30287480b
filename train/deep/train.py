"""Fine-tune the encoder on all stance sets.

    train.py --base DIR --vocab DIR --data DIR --claims FILE --out FILE.pt"""
import argparse
import json
import math
import os
import random
import time

import numpy as np
import torch
import torch.nn.functional as F
from rows import NOTHING, TARGET, Example, Tokens, batch, by_length, crop, load, sentences
from net import from_bert, step
from safetensors.torch import load_file

a = argparse.ArgumentParser()
a.add_argument("--base", required=True)
a.add_argument("--vocab", required=True)
a.add_argument("--data", required=True)
a.add_argument("--claims", required=True)
a.add_argument("--out", required=True)
a.add_argument("--layers", type=int, default=12)
a.add_argument("--share", default="", help="part of a set an epoch uses: vast=.5,argq=.3")
a.add_argument("--most", type=int, default=136, help="pieces an example")
a.add_argument("--crop", type=float, default=.5, help="share of long texts cut to one to three sentences")
a.add_argument("--left", default="", help="a SemEval target to leave out and measure")
a.add_argument("--logits", default="", help="write the dev sets' logits")
a.add_argument("--dev", default="", help="only these dev sets, by comma")
a.add_argument("--epochs", type=float, default=2)
a.add_argument("--lr", type=float, default=1e-4)
a.add_argument("--stop", type=int, default=0, help="end after so many steps of the schedule")
a.add_argument("--seed", type=int, default=1)
a.add_argument("--tokens", type=int, default=2400)
a.add_argument("--without", default="", help="sets left out, by comma")
a.add_argument("--threads", type=int, default=2)
a.add_argument("--init", default="", help="go on from these weights")
a.add_argument("--eval", default="", help="only evaluate these weights")
a = a.parse_args()
torch.set_num_threads(a.threads)
torch.manual_seed(a.seed)
rng = random.Random(a.seed)

train, dev = load(a.data, 1, a.left)
for s in filter(None, a.without.split(",")):
    del train[s]
if a.dev:
    dev = {s: dev[s] for s in a.dev.split(",")}
tok = Tokens(os.path.join(a.vocab, "tokenizer.json"))
parsed = {(c["text"], c["target"]): c for c in map(json.loads, open(a.claims, encoding="utf8"))}
share = {k: float(v) for k, v in (p.split("=") for p in a.share.split(",") if p)}
LONG = {"arc", "counter", "vast", "iac"}
WEIGHT = {"arc": 1.5, "vast": 1, "perspectrum": 1.2, "argq": .7, "ibm": 1.2, "covid": .6, "gwsd": .6, "iac": .5,
          "agree": 1, "rumour": .6, "semeval": 1}


def sign(e):
    """-1 where the claim denies its positive form."""
    c = parsed.get((e.claim, e.form == TARGET))
    return c["sign"] if c is not None and e.form <= TARGET and c["sign"] else 0


def positive(e):
    """The claim's positive form, the label turned with it."""
    s = sign(e)
    if s == 0:
        return e.claim, e.y
    return parsed[e.claim, e.form == TARGET]["positive"], e.y if s > 0 else 2 - e.y


def blur(pair, p=.06):
    """Some pieces of the text unknown."""
    ids, first = pair
    ids = ids.copy()
    for k in range(first, len(ids) - 1):
        if rng.random() < p:
            ids[k] = 4
    return ids, first


def epoch():
    pool = [e for s in ("vast", "arc", "iac", "argq", "perspectrum") for e in train.get(s, [])]
    out = []
    for s, rows in train.items():
        if s in share:
            rows = rows * int(share[s]) + rng.sample(rows, int(share[s] % 1 * len(rows)))
        for e in rows:
            claim, y = e.claim, e.y
            if e.form <= TARGET:
                r = rng.random()
                if r < .6:
                    claim, y = positive(e)
                elif r < .7 and (c := parsed.get((e.claim, e.form == TARGET))) and c["negation"]:
                    claim, y = c["negation"], 2 - e.y
            text, w = e.text, WEIGHT[e.set] * e.weight
            if s in LONG and rng.random() < a.crop:
                text = crop(text, rng)
                w *= .7
            out.append((*blur(tok.pair(Example(claim, text, y, e.two_way, e.form, e.set), a.most)), y, e.two_way, w))
            if s in ("vast", "arc", "iac", "perspectrum") and rng.random() < .12:
                o = rng.choice(pool)
                if o.group != e.group:
                    out.append((*tok.pair(Example(positive(o)[0], text, 1, False, o.form, e.set), a.most), 1, False, .7))
    rng.shuffle(out)
    return out


def f1(y, p, classes):
    r = []
    for c in classes:
        tp = ((y == c) & (p == c)).sum()
        r.append(2 * tp / max(1, (y == c).sum() + (p == c).sum()))
    return r


@torch.no_grad()
def logits(net, rows, most=136):
    net.eval()
    items = []
    for k, e in enumerate(rows):
        c, y = positive(e)
        items.append((*tok.pair(Example(c, e.text, y, e.two_way, e.form, e.set), most), k, False, 1.))
    out = np.zeros((len(rows), 3), np.float32)
    for b in by_length(items, 4800, None, chunk=len(items)):
        ids, second, k, _, _ = batch(b)
        out[k.numpy()] = net(ids, second, True).float().numpy()
    for k, e in enumerate(rows):
        if sign(e) < 0:
            out[k] = out[k][::-1]
    net.train()
    return out


def by_sentence(net, rows):
    """Mean over the sentences of P(favor) - P(against)."""
    parts, own = [], []
    for k, e in enumerate(rows):
        for s in sentences(e.text):
            parts.append(Example(e.claim, s, e.y, e.two_way, e.form, e.set))
            own.append(k)
    z = torch.from_numpy(logits(net, parts)).softmax(1).numpy()
    own = np.array(own)
    return np.bincount(own, z[:, 2] - z[:, 0], len(rows)) / np.bincount(own)


def report(net):
    r = []
    for s, rows in dev.items():
        z = logits(net, rows)
        y = np.array([e.y for e in rows])
        if s == "arc":
            p = torch.from_numpy(z).softmax(1).numpy()
            whole, part = p[:, 2] - p[:, 0], by_sentence(net, rows)
            for name, d in (("sentences", part), ("both", whole + part)):
                top = np.argsort(-np.abs(d), kind="stable")[:int(.6 * len(y))]
                g = np.where(d > 0, 2, 0)
                r.append(f"{name} {np.mean(f1(y, g, (0, 2))):.3f} ({(y[top] == g[top]).mean():.3f})")
        if rows[0].two_way:
            p = np.where(z[:, 2] > z[:, 0], 2, 0)
            top = np.argsort(-np.abs(z[:, 2] - z[:, 0]), kind="stable")[:int(.6 * len(y))]
            r.append(f"{s} {np.mean(f1(y, p, (0, 2))):.3f} (surest 60%: {(y[top] == p[top]).mean():.3f})")
        else:
            v = f1(y, z.argmax(1), (0, 1, 2))
            r.append(f"{s} {np.mean(v):.3f} [favor, against {(v[0] + v[2]) / 2:.3f}]")
    return " | ".join(r)


base = load_file(os.path.join(a.base, "model.safetensors"))
keep = json.load(open(os.path.join(a.vocab, "keep.json")))
net = from_bert(base, keep, a.layers)
if a.eval or a.init:
    net.load_state_dict(torch.load(a.eval or a.init))
if a.eval:
    print(report(net))
    raise SystemExit
net.train()
head = [p for n, p in net.named_parameters() if n[:2] in ("d.", "c.")]
body = [p for n, p in net.named_parameters() if n[:2] not in ("d.", "c.") and p.requires_grad]
opt = torch.optim.AdamW([{"params": body, "lr": a.lr}, {"params": head, "lr": a.lr * (1 if a.init else 5)}], weight_decay=.01, betas=(.9, .98))
batches = []
for k in range(math.ceil(a.epochs)):
    part = by_length(epoch(), a.tokens, rng)
    batches += part[:int(len(part) * min(1, a.epochs - k))]
N = len(batches)
sched = torch.optim.lr_scheduler.LambdaLR(opt, lambda s: min(1, (s + 1) / (.06 * N)) * max(0., 1 - s / N))
print(" ".join(f"{k} {len(v)}" for k, v in train.items()), "| dev", " ".join(f"{k} {len(v)}" for k, v in dev.items()))
total = sum(len(i[0]) for b in batches for i in b)
print(f"{N} steps, {total / 1e6:.2f} M tokens", flush=True)
start, run, seen = time.time(), 0., 0
for s, b in enumerate(batches):
    ids, second, y, two, w = batch(b)
    z = net(ids, second, True)
    z = torch.stack([z[:, 0], z[:, 1].masked_fill(two, -1e4), z[:, 2]], 1)
    loss = F.cross_entropy(z, y, reduction="none")
    loss = (loss * w).sum() / w.sum() * min(1., len(b) / 24) ** .5
    step(loss, net, opt, sched)
    seen += sum(len(i[0]) for i in b)
    run = .98 * run + .02 * loss.item() if s else loss.item()
    if s % 50 == 49:
        print(f"{s + 1} loss {run:.4f} {(time.time() - start) / 60:.1f} min {seen / (time.time() - start):.0f} tokens/s", flush=True)
    if s + 1 in (N // 3, 2 * N // 3, N, a.stop):
        torch.save(net.state_dict(), a.out)
        print("DEV", s + 1, report(net), flush=True)
    if s + 1 == a.stop:
        break
if a.logits:
    said = {"nothing": logits(net, [Example(a.left, t, 1, False, TARGET, "") for t in NOTHING])} if a.left else {}
    np.savez(a.logits, **said, **{s: logits(net, rows) for s, rows in dev.items()}, **{"y_" + s: [e.y for e in rows] for s, rows in dev.items()})
