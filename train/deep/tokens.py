"""Write the ids that the reference tokenizer gives to every text of labelled files.

    tokens.py --vocab DIR --data DIR --out FILE

The Go test of the tokenizer compares its own with them (-tokens FILE)."""
import argparse
import glob
import json
import os

from rows import read
from tags import Spelling

a = argparse.ArgumentParser()
a.add_argument("--vocab", required=True)
a.add_argument("--data", required=True)
a.add_argument("--out", required=True)
a = a.parse_args()

spelling = Spelling(os.path.join(a.vocab, "tokenizer.json"))
texts = set()
for f in sorted(glob.glob(os.path.join(a.data, "stance_*.jsonl*"))):
    for r in read(f):
        texts |= {v for v in r.values() if isinstance(v, str)}
texts = sorted(texts)
with open(a.out, "w", encoding="utf8") as f:
    for t in texts:
        f.write(json.dumps({"text": t, "ids": spelling.ids(t)}) + "\n")
print(f"{len(texts)} texts")
