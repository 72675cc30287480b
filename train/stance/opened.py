"""What the opening of a reply is worth to the method fast, on replies that it
had not seen.

    jq -c 'del(.target)' DATA/agreement_subreddit.train.jsonl | standpoint score --stance fast - > SCORED
    opened.py --cv "WORK/logits/cv%s_agreement_reply.npz" --scored SCORED

The logits are those that train.py --fold saved, calibrated here by a scale for
the side, one for the rest, and a constant, fitted on the other half of the
parents. Which replies open with a cue is read from the evidence in SCORED. The
last line is the amount of the highest likelihood, on four fifths of the parents
(those that train/deep trains on)."""
import argparse
import hashlib
import json

import numpy as np
from scipy.optimize import minimize

LABEL = {"against": 0, "neutral": 1, "favor": 2}


def bucket(s, n):
    return int(hashlib.md5(s.encode()).hexdigest()[:8], 16) % n


def softmax(side, rest):
    x = np.stack([-side, rest, side], 1)
    e = np.exp(x - x.max(1, keepdims=True))
    return e / e.sum(1, keepdims=True)


def loss(p, y):
    return -np.log(np.maximum(p[np.arange(len(y)), y], 1e-9)).sum()


def macro_f1(y, p):
    return np.mean([2 * ((y == c) & (p == c)).sum() / max(1, (y == c).sum() + (p == c).sum()) for c in range(3)])


def main():
    ap = argparse.ArgumentParser()
    ap.add_argument("--cv", required=True)
    ap.add_argument("--scored", required=True)
    a = ap.parse_args()
    rows = [json.loads(line) for line in open(a.scored, encoding="utf8")]
    said = {}
    for k in range(5):
        g = np.load(a.cv % k)
        said.update(zip(map(str, g["id"]), g["x"]))
    z = np.array([said[r["id"]] for r in rows])
    y = np.array([LABEL[r["label"]] for r in rows])
    cues = [[e["cue"] for e in r.get("evidence") or []] for r in rows]
    o = np.array([("opens with agreement" in c) - ("opens with disagreement" in c) for c in cues])
    side, rest = (z[:, 2] - z[:, 0]) / 2, z[:, 1] - (z[:, 0] + z[:, 2]) / 2
    half = np.array([bucket(r["parent_text"] + "half", 2) for r in rows])
    for h in (0, 1):
        m = half != h
        v = minimize(lambda v: loss(softmax(v[0] * side[m], v[1] * rest[m] + v[2]), y[m]), [1, 1, 0], method="L-BFGS-B").x
        m = half == h
        side[m], rest[m] = v[0] * side[m], v[1] * rest[m] + v[2]
    for s, name in ((1, "agreement"), (-1, "disagreement")):
        print("%d open with %s: %s against, neutral, favor" % ((o == s).sum(), name, np.bincount(y[o == s], minlength=3)))
    for move in (0, .5, 1, 1.5, 2):
        p = softmax(side + move * o, rest)
        print("moved by %.1f: macro-F1 %.3f, loss %.1f; of those that open with a cue %.3f right" % (
            move, macro_f1(y, p.argmax(1)), loss(p, y), (p.argmax(1) == y)[o != 0].mean()))
    m = np.array([bucket(r["parent_text"], 5) > 0 for r in rows])
    print("best: %.2f" % minimize(lambda d: loss(softmax((side + d * o)[m], rest[m]), y[m]), [.5]).x[0])


main()
