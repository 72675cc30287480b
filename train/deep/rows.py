"""Labelled files as (claim, text) examples, and batches of them."""
import collections
import gzip
import hashlib
import json
import os
import random
import re

import numpy as np
import torch
from tags import Spelling

LABEL = {"against": 0, "neutral": 1, "favor": 2}
CLAIM, TARGET, PARENT = 0, 1, 2  # what the first segment is
FORM_ID = (1, 2, 3)              # the base's unused tokens that say so
PAD, CLS, SEP = 0, 101, 102      # before the vocabulary is trimmed
NOTHING = ("I read the article.", "This was in the news today.", "What time is it?", "See the comment above.",
           "The meeting is on Tuesday.", "Comments are closed.")  # as in analyze/stance/deep.go
HEAD = {PAD: 0, FORM_ID[0]: 1, FORM_ID[1]: 2, FORM_ID[2]: 3, 100: 4, CLS: 5, SEP: 6}


def read(path):
    opener = gzip.open if path.endswith(".gz") else open
    with opener(path, "rt", encoding="utf8") as f:
        return [json.loads(line) for line in f]


def bucket(s, n):
    return int(hashlib.md5(s.encode()).hexdigest()[:8], 16) % n


def held_debate(r):
    """A fifth of the debates, for ARC and for VAST, is never trained on."""
    return bucket(r["debate"], 5) == 0


class Example:
    __slots__ = ("claim", "text", "y", "two_way", "form", "set", "group", "weight", "article")

    def __init__(self, claim, text, y, two_way, form, name, group=""):
        self.claim, self.text, self.y = claim, text, y
        self.two_way, self.form, self.set, self.group = two_way, form, name, group
        self.weight = 1.
        self.article = ("", "")  # title and description: the encoder does not read them, the method fast does


def example(r, name):
    e = plain(r, name)
    e.article = (r.get("article_title") or "", r.get("article_description") or "")
    return e


def plain(r, name):
    y = LABEL[r["label"]]
    if name == "agree":
        return Example(r["parent_text"], r["text"], y, False, PARENT, name, r["parent_text"])
    if name == "rumour":
        return Example(r["claim"], r["text"], y, False, PARENT, name, r["thread"])
    if r.get("claim"):
        return Example(r["claim"], r["text"], y, name in ("arc", "perspectrum", "argq", "ibm"),
                       CLAIM, name, r.get("debate") or r["claim"])
    return Example(r["target"], r["text"], y, name == "iac", TARGET, name, r.get("debate") or r["target"])


def balance(rows):
    """Weigh the rows of a claim so that favor and against count the same: else
    a network learns by heart which side each debate's readers take, and that
    turns into the wrong side on other debates."""
    n = collections.Counter((e.claim, e.y) for e in rows)
    for e in rows:
        if e.y != 1:
            mine, other = n[e.claim, e.y], n[e.claim, 2 - e.y]
            if mine + other > 5:
                e.weight = min(3., max(.15, (mine + other) / 2 / mine)) if other else .3


def sentences(text):
    """The text's sentences, the shortest joined to the next, 14 at most."""
    out = []
    for s in re.split(r"(?<=[.!?])\s+", text):
        if out and len(out[-1].split()) < 4:
            out[-1] += " " + s
        else:
            out.append(s)
    return out[:14]


def crop(text, rng):
    """One to three sentences in a row of a text that has more."""
    s = sentences(text)
    n = rng.choice((1, 2, 2, 3))
    if len(s) <= n:
        return text
    at = rng.randrange(len(s) - n + 1)
    return " ".join(s[at:at + n])


def load(data, seed, left=""):
    """(train, dev) by set. SemEval and agreement have no dev file: by hash.
    left: a SemEval target of which nothing is trained on and all is dev."""
    rng = random.Random(seed)
    f = lambda n: read(os.path.join(data, n))
    ex = lambda rows, name: [example(r, name) for r in rows]
    arc, vast = f("stance_arc.train.jsonl"), f("stance_vast.train.jsonl.gz")
    sem, agree = f("stance_semeval2016.train.jsonl"), f("agreement_subreddit.train.jsonl")
    iac = f("stance_iac4forums.train.jsonl.gz")
    rng.shuffle(iac)
    rumour = [r for r in f("stance_rumoureval2019.train.jsonl") if r.get("claim")]
    rng.shuffle(rumour)
    rumour = [r for r in rumour if r["label"] != "neutral"] + [r for r in rumour if r["label"] == "neutral"][:1300]
    kept = [r for r in arc if not held_debate(r)]
    train = {
        "arc": ex(kept, "arc"),
        "counter": [Example(r["counter_claim"], r["text"], 2 - LABEL[r["label"]], True, CLAIM,
                            "arc", r["debate"]) for r in kept],
        "vast": ex([r for r in vast if not held_debate(r)], "vast"),
        "perspectrum": ex(f("stance_perspectrum.train.jsonl"), "perspectrum"),
        "argq": ex(f("stance_ibm_argq.train.jsonl.gz"), "argq"),
        "ibm": ex(f("stance_ibm_claims.train.jsonl"), "ibm"),
        "covid": ex(f("stance_covid19.train.jsonl"), "covid"),
        "gwsd": ex(f("stance_gwsd.train.jsonl"), "gwsd"),
        "iac": ex(iac[:4000], "iac"),
        "agree": ex([r for r in agree if bucket(r["parent_text"], 5)], "agree"),
        "rumour": ex(rumour, "rumour"),
        "semeval": ex([r for r in sem if (r["target"] != left if left else bucket(r["id"], 5))], "semeval"),
    }
    for name, rows in train.items():
        # The five targets of SemEval are asked for again: there the prior is knowledge.
        if name != "semeval" or left:
            balance(rows)
    dev = {
        "arc": ex([r for r in arc if held_debate(r)], "arc"),
        "vast_unseen": ex([r for r in f("stance_vast.dev.jsonl") if not r["seen"]], "vast"),
        "vast_seen": ex([r for r in f("stance_vast.dev.jsonl") if r["seen"]], "vast"),
        "perspectrum": ex(f("stance_perspectrum.dev.jsonl"), "perspectrum"),
        "argq": ex(f("stance_ibm_argq.dev.jsonl")[::2], "argq"),
        "semeval": ex([r for r in sem if (r["target"] == left if left else not bucket(r["id"], 5))], "semeval"),
        "agree": ex([r for r in agree if not bucket(r["parent_text"], 5)], "agree"),
    }
    return train, dev


class Tokens:
    """WordPiece ids of a text, in the trimmed vocabulary."""

    def __init__(self, tokenizer):
        self.spelling = Spelling(tokenizer)
        self.cache = {}

    def of(self, s):
        t = self.cache.get(s)
        if t is None:
            t = np.array(self.spelling.ids(s)[:400], np.int32)
            self.cache[s] = t
        return t

    def pair(self, e, most=136):
        """[CLS] form claim [SEP] | text [SEP], the text cut to fit."""
        a = [5, 1 + e.form, *self.of(e.claim)[:56], 6]
        b = [*self.of(e.text)[:most - len(a) - 1], 6]
        return np.array(a + b, np.int32), len(a)


def batch(items):
    """items: (ids, first, y, two_way, weight)."""
    T = -(-max(len(i[0]) for i in items) // 8) * 8  # few shapes: the kernels are made anew for each
    ids = np.zeros((len(items), T), np.int64)
    second = np.zeros((len(items), T), np.int64)
    for k, i in enumerate(items):
        ids[k, :len(i[0])] = i[0]
        second[k, i[1]:len(i[0])] = 1
    t = torch.from_numpy
    return (t(ids), t(second), t(np.array([i[2] for i in items])), t(np.array([i[3] for i in items])),
            t(np.array([i[4] for i in items], np.float32)))


def by_length(items, tokens, rng, chunk=1024):
    """Batches of like length, of about `tokens` padded tokens each, shuffled."""
    out = []
    for i in range(0, len(items), chunk):
        part = sorted(items[i:i + chunk], key=lambda x: len(x[0]))
        cur = []
        for x in part:
            if cur and (len(cur) + 1) * -(-len(x[0]) // 8) * 8 > tokens:
                out.append(cur)
                cur = []
            cur.append(x)
        out.append(cur)
    if rng:
        rng.shuffle(out)
    return out
