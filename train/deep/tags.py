"""The words of tags and names: "#BanTheTrams", "#bantrams", "@voteforjane".

As encoder/tags.go takes them apart, which says why; tokens.py checks it."""
import functools
import math
import re

from tokenizers import Tokenizer

TAG = re.compile(r"(?<![\w#@&/])([#@])([A-Za-z0-9_]{2,60})(?!\w)")
PART = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[0-9]+")
WORD, WITHIN, SHORT = 3000, 2000, {1: 5000, 2: 2500, 3: 1000}
UNK = 4


class Tags:
    def __init__(self, vocab):
        cost = lambda i: round(1000 * math.log(i)) if i else 0
        self.first = {w: (i, cost(i)) for w, i in vocab.items() if w.isascii() and w.isalnum()}
        self.within = {w[2:]: (i, cost(i)) for w, i in vocab.items() if w.startswith("##")}
        self.part = functools.lru_cache(None)(self.part)

    def part(self, s):
        if s in self.first:
            return [self.first[s][0]]
        best = [(0, 0, 0)] + [(math.inf, 0, 0)] * len(s)
        for j in range(1, len(s) + 1):
            for i in range(max(0, j - 18), j):
                w, at = s[i:j], best[i][0]
                if w in self.first:
                    id, c = self.first[w]
                    c += at + WORD + SHORT.get(j - i, 0) - 3000 * (w in "ai")
                    if c < best[j][0]:
                        best[j] = c, i, id
                if i and w in self.within:
                    id, c = self.within[w]
                    c += at + WITHIN
                    if c < best[j][0]:
                        best[j] = c, i, id
        if best[-1][0] == math.inf:
            return [UNK]
        out, j = [], len(s)
        while j:
            out.append(best[j][2])
            j = best[j][1]
        return out[::-1]

    def ids(self, tag):
        return [i for p in PART.findall(tag) for i in self.part(p.lower())]


class Spelling:
    """The ids of a text by a tokenizer's file, its tags taken apart."""

    def __init__(self, file):
        self.tok = Tokenizer.from_file(file)
        self.tok.no_padding()
        self.tok.no_truncation()
        self.tags = Tags(self.tok.get_vocab())

    def ids(self, text):
        ids, at = [], 0
        plain = lambda s: self.tok.encode(s, add_special_tokens=False).ids
        for m in TAG.finditer(text):
            ids += plain(text[at:m.end(1)]) + self.tags.ids(m[2])
            at = m.end()
        return ids + plain(text[at:])
