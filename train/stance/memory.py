"""Topic memory: what readers say on topics that the training files know well.

For each such topic, a logistic regression on the words and word pairs of the
text, hashed to BUCKETS buckets. It is added to the network's logits when the
claim is that topic. analyze/stance/fast_memory.go computes the same.
"""
import numpy as np
import scipy.sparse as sp
from sklearn.linear_model import LogisticRegression

BUCKETS = 1 << 13
C = 16.
SETS = {"stance_semeval2016.train": 2., "stance_covid19.train": 2.}  # weight beside the network


def mix(x):
    return (x * 2654435761 & 0xFFFFFFFF) >> 19


def features(d, stems, r, cap=400):
    a, n = r["text"]
    ids = d.ids[a:a + min(n, cap)]
    key = [int(stems[i]) or int(i) for i in ids if i]
    out = {mix(k) for k in key}
    out |= {mix(((x * 2654435761 & 0xFFFFFFFF) ^ y) + 1) for x, y in zip(key, key[1:])}
    return sorted(out)


def matrix(d, stems, rows):
    f = [features(d, stems, r) for r in rows]
    ptr = np.cumsum([0] + [len(x) for x in f])
    val = np.concatenate([np.full(len(x), 1 / max(1, len(x)) ** .5) for x in f])
    return sp.csr_matrix((val, np.concatenate(f).astype(np.int64), ptr), (len(rows), BUCKETS))


def fit(x, y):
    m = LogisticRegression(C=C, max_iter=400).fit(x, y)
    w = m.coef_.T          # [BUCKETS, 3]
    b = m.intercept_
    s = np.abs(w).max() / 127
    return np.rint(w / s) * s, s, b


def topics(d, file):
    out = {}
    for r in d.of(file):
        out.setdefault(r["topic"], []).append(r)
    return out
