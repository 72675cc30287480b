"""What dump wrote, as rows and batches."""
import json

import numpy as np
import torch

LABEL = {"against": 0, "neutral": 1, "favor": 2, "negative": 0, "positive": 2}


class Data:
    def __init__(self, dump):
        raw = np.fromfile(dump + "/tokens.bin", np.uint32).reshape(-1, 2)
        self.ids = raw[:, 0].astype(np.int64)
        self.cls = raw[:, 1].astype(np.int64)
        self.rows = [json.loads(l) for l in open(dump + "/rows.jsonl")]
        for r in self.rows:
            r["y"] = LABEL[r["label"]]
            if r["sign"] < 0:
                r["y"] = 2 - r["y"]
        self.classes, self.vocab = map(int, open(dump + "/classes.txt").read().split())

    def of(self, *files):
        return [r for r in self.rows if r["file"] in files]

    def pad(self, spans, cap):
        n = max(1, max(min(s[1], cap) for s in spans))
        ids = np.zeros((len(spans), n), np.int64)
        cls = np.zeros((len(spans), n), np.int64)
        mask = np.zeros((len(spans), n), np.float32)
        for i, (a, l) in enumerate(spans):
            l = min(l, cap)
            ids[i, :l] = self.ids[a:a + l]
            cls[i, :l] = self.cls[a:a + l]
            mask[i, :l] = 1
        return torch.from_numpy(ids), torch.from_numpy(cls), torch.from_numpy(mask)

    def batch(self, texts, claims, cap=256, ccap=40):
        b = dict(zip(("ids", "cls", "mask"), self.pad(texts, cap)))
        b.update(zip(("cids", "ccls", "cmask"), self.pad(claims, ccap)))
        return b


def f1(y, p, classes):
    out = []
    for c in classes:
        tp = ((y == c) & (p == c)).sum()
        den = (y == c).sum() + (p == c).sum()
        out.append(2 * tp / den if den else 0.)
    return out


def ece(y, P, bins=10):
    conf, pred = P.max(1), P.argmax(1)
    e = 0.
    for i in range(bins):
        m = (conf > i / bins) & (conf <= (i + 1) / bins)
        if m.any():
            e += m.mean() * abs((pred[m] == y[m]).mean() - conf[m].mean())
    return e


def two_way(y, P):
    """macro-F1 of the larger of favor and against, accuracy on the surest 60%."""
    m = y != 1
    y, P = y[m], P[m]
    pred = np.where(P[:, 2] > P[:, 0], 2, 0)
    sure = np.abs(P[:, 2] - P[:, 0]) / (P[:, 2] + P[:, 0])
    top = np.argsort(-sure, kind="stable")[:int(len(y) * .6)]
    return float(np.mean(f1(y, pred, (0, 2)))), float((pred[top] == y[top]).mean())
