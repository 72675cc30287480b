"""Mean F1 of favor and against over SemEval's targets, each left out of training.

    left.py FILE.npz ...

The files are what "train.py --left TARGET --logits FILE" wrote, one a target.
Printed are the labels as the encoder gives them, those with its neutral lowered
by what suits the other targets best, and those with no neutral at all."""
import sys

import numpy as np

runs = [np.load(f) for f in sys.argv[1:]]
y = [r["y_semeval"] for r in runs]


def score(off, some):
    gold = np.concatenate([y[k] for k in some])
    said = np.concatenate([(runs[k]["semeval"] - [0, off[k], 0]).argmax(1) for k in some])
    f = [2 * ((gold == c) & (said == c)).sum() / max(1, (gold == c).sum() + (said == c).sum()) for c in (0, 2)]
    return sum(f) / 2


every = range(len(runs))
for k in every:
    d = runs[k]["semeval"][:, 2] - runs[k]["semeval"][:, 0]
    print("%s: %d tweets, %.3f; of those with a side it puts %.2f on the right one" % (
        sys.argv[1 + k], len(d), score([0] * len(runs), [k]), ((d > 0) == (y[k] == 2))[y[k] != 1].mean()))
others = [max((score([t] * len(runs), [j for j in every if j != k]), t) for t in np.arange(0, 4, .1))[1] for k in every]
print("all: as given %.3f, neutral lowered as suits the others %.3f, never neutral %.3f" % (
    score([0] * len(runs), every), score(others, every), score([99] * len(runs), every)))
