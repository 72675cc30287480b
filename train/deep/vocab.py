"""Trim the base's WordPiece vocabulary to the pieces that English comments use.

    vocab.py --base DIR --data DIR --size N --out DIR

Writes tokenizer.json (trimmed) and keep.json (the base's row of every piece)."""
import argparse
import collections
import glob
import json
import os

from rows import HEAD, read
from tokenizers import Tokenizer

a = argparse.ArgumentParser()
a.add_argument("--base", required=True)
a.add_argument("--data", required=True)
a.add_argument("--size", type=int, default=16000)
a.add_argument("--out", required=True)
a = a.parse_args()

base = os.path.join(a.base, "tokenizer.json")
tok = Tokenizer.from_file(base)
tok.no_padding()
tok.no_truncation()
count = collections.Counter()
for f in sorted(glob.glob(os.path.join(a.data, "*.train.jsonl*"))):
    rows = read(f)
    texts = sorted({r["text"] for r in rows} | {r[k] for r in rows for k in ("claim", "counter_claim", "target", "parent_text", "article_title") if r.get(k)})
    for e in tok.encode_batch(texts, add_special_tokens=False):
        count.update(set(e.ids))
spec = json.load(open(base, encoding="utf8"))
vocab = spec["model"]["vocab"]
word = {i: w for w, i in vocab.items()}
must = [i for w, i in vocab.items() if len(w.removeprefix("##")) == 1 and w.removeprefix("##").isascii()]
rest = sorted(set(vocab.values()) - set(HEAD) - set(must), key=lambda i: (-count[i], i))
keep = list(HEAD) + sorted(must) + sorted(rest[:a.size - len(HEAD) - len(must)])
spec["model"]["vocab"] = {word[i]: n for n, i in enumerate(keep)}
spec["added_tokens"] = [dict(t, id=HEAD[t["id"]]) for t in spec["added_tokens"] if t["id"] in HEAD]
spec["post_processor"] = None
spec["truncation"] = spec["padding"] = None
os.makedirs(a.out, exist_ok=True)
json.dump(spec, open(os.path.join(a.out, "tokenizer.json"), "w", encoding="utf8"), ensure_ascii=False)
json.dump(keep, open(os.path.join(a.out, "keep.json"), "w"))
total = sum(count.values())
lost = sum(c for i, c in count.items() if i not in set(keep))
print(f"{len(keep)} of {len(vocab)} pieces kept; {lost / total:.2%} of piece-in-text counts are now spelled by smaller pieces")
