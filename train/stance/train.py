"""Train the stance network and measure it.

    train.py --work DIR [--net FILE] [--seed 1] [--fold K] [--without vast,cues]
             [--without-target "Climate Change is a Real Concern"]

DIR holds vec/ (from vectors.py) and dump/ (from dump). With --fold K, the K-th
fifth of the debates of VAST and ARC, of the SemEval tweets and of the threads
is left out and measured; without it the model trains on all training files.
With --without-target T, all tweets of SemEval-2016 about T are left out, and
they alone are measured.
"""
import argparse
import os
import random
import sys
import time
import zlib

import numpy as np
import torch
import torch.nn.functional as F

from data import LABEL, Data, ece, f1, two_way
from net import Net, Table
from valence import valence

# set, head, passes over it
RECIPE = [
    ("vast", "target+claim", 5), ("news", "target+claim", 3), ("sem", "target", 6),
    ("persp", "claim", 4), ("argq", "claim", 1.5), ("ibmc", "claim", 4),
    ("agree", "reply", 6), ("rumour", "reply", 2), ("short", "reply", 2),
]
FILES = {
    "vast": "stance_vast.train", "arc": "stance_arc.train", "sem": "stance_semeval2016.train",
    "persp": "stance_perspectrum.train", "argq": "stance_ibm_argq.train", "ibmc": "stance_ibm_claims.train",
    "covid": "stance_covid19.train", "gwsd": "stance_gwsd.train", "iac": "stance_iac4forums.train",
    "news": "sentiment_newsmtsc.train", "agree": "agreement_subreddit.train", "rumour": "stance_rumoureval2019.train",
    "short": "replies",
}
CV = range(5)  # folds
BATCH, CAP = 64, 200
RATE, DECAY = 2e-3, 1e-3
BLANK, SWAPPED, SWAP_WEIGHT, SMOOTH, NCE = .15, .3, .7, .03, 1.


def fold_of(r):
    key = r["id"] if r["file"].startswith("stance_sem") else r["group"]
    return zlib.crc32(key.encode()) % 5


def prepare(d):
    """Point every label at the positive form of the claim and its target."""
    for r in d.rows:
        raw = LABEL[r["label"]]
        r["side"] = r["sign"] * (r["toward"] or 1)
        r["y"] = 2 - raw if r["side"] < 0 else raw


def rows_of(d, name, head):
    rows = d.of(FILES[name])
    if name == "short":  # our own short replies, each to many comments
        parents = [r["parent"] for r in d.of(FILES["agree"])]
        return [dict(r, claim=parents[(i * 37 + k * 101) % len(parents)], y=LABEL[r["label"]]) for k in range(4) for i, r in enumerate(rows)]
    if name == "rumour":  # most only comment: keep a sixth of those
        rows = [r for r in rows if r["label"] != "neutral" or zlib.crc32(r["id"].encode()) % 6 == 0]
    if head == "reply":
        rows = [dict(r, claim=r["parent"], y=LABEL[r["label"]]) for r in rows if r["parent"][1]]
    return [r for r in rows if r["claim"][1] and r["text"][1]]


def plan(d, recipe, fold, target, rng):
    batches, topics = [], {}
    for name, head, passes in recipe:
        rows = [r for r in rows_of(d, name, head) if fold < 0 or fold_of(r) != fold]
        if name == "sem":
            rows = [r for r in rows if r["topic"] != target]
        topics[name] = [r["claim"] for r in rows]
        left = passes
        while left > 0:
            rng.shuffle(rows)
            part = rows[:int(len(rows) * min(1, left))]
            left -= 1
            # Batches of texts of similar length waste less on padding.
            for i in range(0, len(part), 8 * BATCH):
                chunk = sorted(part[i:i + 8 * BATCH], key=lambda r: r["text"][1])
                batches += [(name, head, chunk[j:j + BATCH]) for j in range(0, len(chunk), BATCH)]
    rng.shuffle(batches)
    return batches, topics


def train(d, net, recipe, fold, target, seed):
    rng = random.Random(seed)
    batches, topics = plan(d, recipe, fold, target, rng)
    opt = torch.optim.AdamW(net.parameters(), RATE, weight_decay=DECAY)
    sched = torch.optim.lr_scheduler.OneCycleLR(opt, RATE, total_steps=len(batches))
    avg, n = None, 0
    net.train()
    for step, (name, head, rows) in enumerate(batches):
        claims = [r["claim"] for r in rows]
        y = [r["y"] for r in rows]
        w = [1.] * len(rows)
        index = list(range(len(rows)))
        if head != "reply":
            for j in rng.sample(range(len(rows)), int(len(rows) * SWAPPED)):
                index.append(j)
                claims.append(rng.choice(topics[name]))
                y.append(1)
                w.append(SWAP_WEIGHT)
        b = d.batch([r["text"] for r in rows], claims, CAP)
        b["row"] = torch.tensor(index)
        keep = torch.rand(b["ids"].shape) >= BLANK
        b["ids"] *= keep
        b["cls"] *= keep
        out, tower = net(b, head.split("+"))
        w, y = torch.tensor(w), torch.tensor(y)
        loss = sum((F.cross_entropy(x, y, label_smoothing=SMOOTH, reduction="none") * w).sum() / w.sum() for x in out.values()) / len(out)
        if head != "reply":
            k = len(rows)
            t = torch.tensor([r["text"][0] for r in rows])
            c = torch.tensor([r["claim"][0] for r in rows])
            same = ((t[:, None] == t) | (c[:, None] == c)) & ~torch.eye(k, dtype=torch.bool)
            s = tower[:k, :k].masked_fill(same, -1e4)
            real = torch.tensor([r.get("kind") != "synthetic_neutral" for r in rows])
            at = torch.arange(k)
            l = F.cross_entropy(s, at, reduction="none") + F.cross_entropy(s.T, at, reduction="none")
            loss = loss + NCE * .5 * (l * real).sum() / real.sum().clamp(min=1)
        opt.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(net.parameters(), 5.)
        opt.step()
        sched.step()
        if step > len(batches) / 2 and step % 5 == 0:
            now = [p.detach().clone() for p in net.parameters()]
            avg = now if avg is None else [a.add_(x) for a, x in zip(avg, now)]
            n += 1
    for p, a in zip(net.parameters(), avg or []):  # none after a handful of steps
        p.data.copy_(a / n)
    net.eval()


def logits(d, net, rows, head):
    order = sorted(range(len(rows)), key=lambda i: rows[i]["text"][1])
    got = []
    with torch.no_grad():
        for i in range(0, len(rows), 128):
            part = [rows[j] for j in order[i:i + 128]]
            out, _ = net(d.batch([r["text"] for r in part], [r["claim"] for r in part], 400), [head])
            got.append(out[head].numpy())
    out = np.empty((len(rows), 3), np.float32)
    out[order] = np.concatenate(got)
    # Back from the positive form to the claim as given.
    flip = np.array([head != "reply" and r["side"] < 0 for r in rows])
    out[flip] = out[flip][:, ::-1]
    return out


def softmax(x):
    e = np.exp(x - x.max(1, keepdims=True))
    return e / e.sum(1, keepdims=True)


def sets(d, fold, target):
    """What is measured: name, rows, heads."""
    if target:
        return [("semeval", [r for r in d.of(FILES["sem"]) if r["topic"] == target], ("target", "claim"))]
    held = lambda rows: [r for r in rows if fold < 0 or fold_of(r) == fold]
    vast = d.of("stance_vast.dev")
    return [
        ("vast", vast, ("target", "claim")), ("zero-shot", [r for r in vast if not r["seen"]], ("target", "claim")),
        ("arc", held(d.of("stance_arc.train")), ("target", "claim")),
        ("semeval", held(d.of("stance_semeval2016.train")), ("target", "claim")),
        ("perspectrum", d.of("stance_perspectrum.dev"), ("target", "claim")),
        ("argq", d.of("stance_ibm_argq.dev"), ("target", "claim")),
        ("agreement", held(rows_of(d, "agree", "reply")), ("reply",)),
        ("rumour", [dict(r, claim=r["parent"]) for r in d.of("stance_rumoureval2019.dev") if r["parent"][1]], ("reply",)),
    ]


def measure(d, net, fold, target, save):
    table = []
    for name, rows, heads in sets(d, fold, target):
        for head in heads:
            if head not in net.heads or not rows:
                continue
            x = logits(d, net, rows, head)
            p = softmax(x)
            y = np.array([LABEL[r["label"]] for r in rows])
            two, sure = two_way(y, p)
            each = f1(y, p.argmax(1), (0, 1, 2))
            row = dict(set=name, head=head, n=len(rows), macro_f1=float(np.mean(each)), mean_favor_against=float((each[0] + each[2]) / 2),
                       two_way=two, surest60=sure, ece=float(ece(y, p)), f1=[round(float(v), 3) for v in each])
            table.append(row)
            print("%-12s %-7s n=%-5d macro-F1 %.3f  favor/against %.3f  two-way %.3f  surest 60%% %.3f  ECE %.3f  F1 %s" % (
                name, head, len(rows), row["macro_f1"], row["mean_favor_against"], two, sure, row["ece"], row["f1"]), flush=True)
            if save:
                np.savez(save % (name, head), x=x, y=y, id=[r["id"] for r in rows])
    return table


def main():
    ap = argparse.ArgumentParser()
    ap.add_argument("--work", required=True)
    ap.add_argument("--net", help="file to save the trained network to")
    ap.add_argument("--seed", type=int, default=1)
    ap.add_argument("--fold", type=int, default=-1)
    ap.add_argument("--without", default="", help="comma-separated: names of sets, or valence, classes")
    ap.add_argument("--without-target", default="", help="a target of SemEval-2016 to leave out and measure")
    ap.add_argument("--recipe", default="", help="set/head/passes,... in place of the recipe")
    ap.add_argument("--save", default="", help="pattern with two %%s for logits")
    a = ap.parse_args()
    torch.set_num_threads(1)
    torch.manual_seed(a.seed)
    torch.use_deterministic_algorithms(True)
    start = time.time()
    d = Data(a.work + "/dump")
    prepare(d)
    if a.without_target:
        known = sorted({r["topic"] for r in d.of(FILES["sem"])})
        if a.without_target not in known:
            ap.error("--without-target %s: SemEval-2016 has %s" % (a.without_target, ", ".join(known)))
    without = set(a.without.split(","))
    recipe = [(s, h, float(n)) for s, h, n in (x.split("/") for x in a.recipe.split(","))] if a.recipe else RECIPE
    recipe = [x for x in recipe if x[0] not in without]
    t = Table(a.work + "/dump", d.vocab)
    val = a.work + "/valence.pt"
    if not os.path.exists(val):
        torch.save(valence(d, t.vec), val)
    if "valence" not in without:
        t.val[:d.vocab] = torch.load(val)[:d.vocab]  # the spelling says nothing of it
    if "classes" in without:
        d.cls[:] = 0
    net = Net(t, d.classes, sorted(set(h for _, heads, _ in recipe for h in heads.split("+"))))
    train(d, net, recipe, a.fold, a.without_target, a.seed)
    print("trained in %.0f s" % (time.time() - start), file=sys.stderr)
    table = measure(d, net, a.fold, a.without_target, a.save)
    if a.net:
        torch.save(dict(net=net.state_dict(), table=table, recipe=[list(x) for x in recipe]), a.net)


if __name__ == "__main__":
    main()
