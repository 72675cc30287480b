"""Mean F1 of favor and against over SemEval's targets, each left out of training.

    left.py [--scored FILE.out] FILE.npz ...

The npz files are what "train.py --left TARGET --logits FILE" wrote, one a target.
Printed are the labels as the encoder gives them, those with its neutral lowered
by what suits the other targets best, and those with no neutral at all. With
--scored, tweets.out of calibrate.py, the same once more with what calibrate.py takes
off for comments that say nothing, and with the tone toward the target, about as much
of it beside the encoder as in the model file. The words of camps take no part."""
import argparse
import json

import numpy as np

UNSAID, TONE = .7, 1.1

a = argparse.ArgumentParser()
a.add_argument("--scored", default="")
a.add_argument("files", nargs="+")
a = a.parse_args()
runs = [np.load(f) for f in a.files]
y = [r["y_semeval"] for r in runs]
z = [r["semeval"].astype(float) for r in runs]


def score(off, some):
    gold = np.concatenate([y[k] for k in some])
    said = np.concatenate([(z[k] - [0, off[k], 0]).argmax(1) for k in some])
    f = [2 * ((gold == c) & (said == c)).sum() / max(1, (gold == c).sum() + (said == c).sum()) for c in (0, 2)]
    return sum(f) / 2


def tell():
    every = range(len(runs))
    for k in every:
        d = z[k][:, 2] - z[k][:, 0]
        print("%s: %d tweets, %.3f; of those with a side it puts %.2f on the right one" % (
            a.files[k], len(d), score([0] * len(runs), [k]), ((d > 0) == (y[k] == 2))[y[k] != 1].mean()))
    others = [max((score([t] * len(runs), [j for j in every if j != k]), t) for t in np.arange(0, 4, .1))[1] for k in every]
    print("all: as given %.3f, neutral lowered as suits the others %.3f, never neutral %.3f" % (
        score([0] * len(runs), every), score(others, every), score([99] * len(runs), every)))


tell()
if a.scored:
    tones = {}
    for line in open(a.scored, encoding="utf8"):
        r = json.loads(line)
        tones.setdefault(r["target"], []).append(r.get("target_sentiment") or 0.)
    names = sorted(tones)
    for k, r in enumerate(runs):
        name, = (t for t in names if t in a.files[k])
        off = UNSAID * (r["nothing"][:, 2] - r["nothing"][:, 0]).mean() / 2
        d = TONE * np.array(tones[name]) - off
        z[k] = z[k] + np.stack([-d, 0 * d, d], 1)
    print("with the tone, without what it says of nothing:")
    tell()
