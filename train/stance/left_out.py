"""SemEval-2016 with each target left out in turn: the network alone, and as
scoring would have it, with cues, tone and the calibration of the shipped model.

    left_out.py --work DIR --manifest FILE [--out DIR] LOGITS...

LOGITS are the files that train.py --without-target saved, one for each target.
No topic memory takes part: it would have seen the tweets. With --out the
probabilities of each target are written to DIR/TARGET.fast.npz.
"""
import argparse
import json
import os

import numpy as np

from data import Data, f1
from finish import Sample, apply


def mean_f1(y, p):
    each = f1(y, p.argmax(1), (0, 1, 2))
    return (each[0] + each[2]) / 2


def main():
    ap = argparse.ArgumentParser()
    ap.add_argument("--work", required=True)
    ap.add_argument("--manifest", required=True)
    ap.add_argument("--out", default="")
    ap.add_argument("logits", nargs="+")
    a = ap.parse_args()
    cal = json.load(open(a.manifest))["calibration"]["target"]
    by_id = {r["id"]: r for r in Data(a.work + "/dump").of("stance_semeval2016.train")}
    ys, nets, engines = [], [], []
    for f in a.logits:
        z = np.load(f)
        s = Sample(z["x"], z["y"], [by_id[str(i)] for i in z["id"]])
        ys.append(s.y)
        nets.append(s.x)
        engines.append(apply(s, cal))
        if a.out:
            np.savez(os.path.join(a.out, by_id[str(z["id"][0])]["topic"] + ".fast.npz"), id=z["id"], p=engines[-1])
    names = [by_id[str(np.load(f)["id"][0])]["topic"] for f in a.logits]
    for name, y, n, e in list(zip(names, ys, nets, engines)) + [("pooled", *map(np.concatenate, (ys, nets, engines)))]:
        major = np.eye(3)[[np.bincount(y).argmax()] * len(y)]
        side = np.eye(3)[2 * (n[:, 2] > n[:, 0])]
        right = (side.argmax(1) == y)[y != 1].mean()
        count = np.bincount(3 * y + n.argmax(1), minlength=9).reshape(3, 3).tolist()
        print("%-32s n=%-5d mean F1 of favor and against: network %.3f, with cues, tone and calibration %.3f, network that never abstains %.3f, majority %.3f; right side %.3f; network's counts, label by answer %s" % (
            name, len(y), mean_f1(y, n), mean_f1(y, e), mean_f1(y, side), mean_f1(y, major), right, count))


if __name__ == "__main__":
    main()
