"""A valence for every id, in [-1, 1], learned from texts labelled for sentiment."""
import numpy as np
import scipy.sparse as sp
import torch
from sklearn.linear_model import Ridge

FILES = ("sentiment_tweeteval.train", "sentiment_goemotions.train", "sentiment_sst5.train")


def valence(data, vec):
    """Ridge regression of the label on the words' vectors, then of what is
    left on the words themselves; scaled so that 99.5% lie within 1."""
    rows = data.of(*FILES)
    y = np.array([r["y"] - 1. for r in rows])
    ind, ptr, dat = [], [0], []
    for r in rows:
        a, l = r["text"]
        ids = np.unique(data.ids[a:a + l])
        ids = ids[ids >= 8]
        ind.append(ids)
        dat.append(np.full(len(ids), 1 / max(1, len(ids)) ** .5))
        ptr.append(ptr[-1] + len(ids))
    x = sp.csr_matrix((np.concatenate(dat), np.concatenate(ind), ptr), (len(rows), len(vec)))
    v = vec.numpy().astype(np.float64)
    m = Ridge(alpha=10., solver="cholesky").fit(x @ v, y)
    rest = Ridge(alpha=8., solver="sparse_cg", tol=1e-4).fit(x, y - m.predict(x @ v))
    score = v @ m.coef_ + rest.coef_
    score[:8] = 0
    score /= np.quantile(np.abs(score[8:40000]), .995)
    q = np.rint(np.clip(score, -1, 1) * 127) / 127
    return torch.from_numpy(q.astype(np.float32))
