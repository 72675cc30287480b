"""The stance network. analyze/stance/fast_net.go computes the same from tables."""
import numpy as np
import torch
import torch.nn.functional as F
from torch import nn

DIM = 100
CH = 64       # channels
HEAD = 64     # width of the classifier
WIDE = 4      # the class convolution reaches this far to either side
NEAR = 4      # a word is near a match within this distance
EXTRA = 12    # whole-comment features, see extras
VAL_CUTS = (-.5, -.2, .2, .5)  # valence becomes four classes


class Table:
    """Everything known per id."""

    def __init__(self, dump, vocab, valence=None):
        self.vec = torch.from_numpy(np.fromfile(dump + "/vectors.f32", np.float32).reshape(-1, DIM))
        self.stem = torch.from_numpy(np.fromfile(dump + "/stems.u32", np.uint32).astype(np.int64))
        n = len(self.vec)
        # ids are in the order of the words' frequency, those outside the vocabulary at its end
        rank = (torch.arange(n).float() - 7).clamp(max=vocab)
        p = .085 / rank.clamp(min=1)
        self.weight = .001 / (.001 + p)
        self.weight[:8] = 0
        self.val = torch.zeros(n) if valence is None else valence


class Net(nn.Module):
    def __init__(self, table, classes, heads, ch=CH, drop=.3):
        super().__init__()
        self.t = table
        self.f = classes + 4
        self.ch = ch
        f = self.f
        self.conv = nn.Parameter(torch.randn(ch, DIM, 3) * .1)
        self.wide = nn.Parameter(torch.randn(ch, f, 2 * WIDE + 1) * .05)
        self.bias = nn.Parameter(torch.zeros(ch))
        self.claim = nn.Linear(DIM + f, ch)
        self.film = nn.Linear(ch, 2 * ch)
        self.match = nn.Parameter(torch.randn(4, ch) * .1)
        self.att_match = nn.Parameter(torch.tensor([3., 2.]))
        self.att = nn.Linear(ch, 1, bias=False)
        self.att_near = nn.Parameter(torch.tensor([1., 1.]))
        self.proj = nn.Linear(ch, ch)
        self.hidden = nn.ModuleDict({h: nn.Linear(6 * ch + EXTRA, HEAD) for h in heads})
        self.out = nn.ModuleDict({h: nn.Linear(HEAD, 3) for h in heads})
        self.heads = heads
        self.tower_text = nn.Linear(2 * ch, ch)
        self.tower_claim = nn.Linear(ch, ch)
        self.temp = nn.Parameter(torch.tensor(2.5))
        self.drop = nn.Dropout(drop)
        nn.init.normal_(self.film.weight, std=.05)

    def classes(self, ids, cls):
        bits = (cls[..., None] >> torch.arange(self.f - 4)) & 1
        v = self.t.val[ids]
        a, b, c, d = VAL_CUTS
        val = torch.stack([v < a, (v >= a) & (v < b), (v > c) & (v <= d), v > d], -1)
        return torch.cat([bits.float(), val.float()], -1)

    def encode_claim(self, ids, cls, mask):
        w = self.t.weight[ids] * mask
        e = self.t.vec[ids]
        tot = w.sum(1, keepdim=True).clamp(min=1e-6)
        m = (e * w[..., None]).sum(1) / tot
        f = (self.classes(ids, cls) * mask[..., None]).amax(1)
        return m, torch.tanh(self.claim(torch.cat([2 * m, f], 1)))

    def matches(self, ids, mask, cids, cmask):
        e, c = self.t.vec[ids], self.t.vec[cids]
        cw = self.t.weight[cids] * cmask
        # claim words that carry meaning; all of them if none does
        ok = cw > .5
        ok = torch.where(ok.any(1, keepdim=True), ok, cmask > 0)
        cos = torch.einsum("bld,bjd->blj", e, c)
        cos = cos.masked_fill(~ok[:, None, :], -1).amax(2).clamp(min=0)
        s = cos * self.t.weight[ids] * mask
        same = (self.t.stem[ids][:, :, None] == self.t.stem[cids][:, None, :]) & ok[:, None, :] & (self.t.stem[ids] != 0)[:, :, None]
        stem = same.any(2).float() * mask
        cover = (same.any(1) & ok).float().sum(1) / ok.float().sum(1).clamp(min=1)
        def near(x):
            return F.max_pool1d(x[:, None], 2 * NEAR + 1, 1, NEAR)[:, 0]
        return torch.stack([s, stem, near(s), near(stem)], -1), cover

    def extras(self, ids, f, mask, m, mean_claim, cover):
        n = mask.sum(1).clamp(min=1)
        e = (self.t.vec[ids] * (self.t.weight[ids] * mask)[..., None]).sum(1)
        cos = F.cosine_similarity(e, mean_claim, dim=1, eps=1e-6)
        val = self.t.val[ids] * mask
        near = m[..., 2] ** 2 * mask
        nearval = (val * near).sum(1) / near.sum(1).clamp(min=.3)
        b = self.f - 13  # the marks begin here
        q, x, quote = (f[..., b + i].sum(1) for i in range(3))
        neg = f[..., 0].sum(1)
        return torch.stack([
            torch.log1p(n) / 5, cos, cover, m[..., 0].amax(1), m[..., 3].amax(1), val.sum(1) / n * 5, nearval * 3,
            torch.log1p(q), torch.log1p(x), torch.log1p(quote) / 2, torch.log1p(neg), f[..., b + 5].sum(1) / n * 5], 1)

    def forward(self, b, heads):
        ids, cls, mask = b["ids"], b["cls"], b["mask"]
        f = self.classes(ids, cls) * mask[..., None]
        conv = F.conv1d(self.t.vec[ids].transpose(1, 2), self.conv, padding=1)
        conv = (conv + F.conv1d(f.transpose(1, 2), self.wide, self.bias, padding=WIDE)).transpose(1, 2)
        if "row" in b:  # several claims for one text
            conv, f, ids, mask = (x[b["row"]] for x in (conv, f, ids, mask))
        mc, c = self.encode_claim(b["cids"], b["ccls"], b["cmask"])
        m, cover = self.matches(ids, mask, b["cids"], b["cmask"])
        scale, shift = self.film(c).chunk(2, 1)
        h = F.relu(conv * (1 + scale[:, None]) + shift[:, None] + m @ self.match) * mask[..., None]
        lo = (mask - 1) * 1e4
        w1 = torch.softmax(m[..., 2:] @ self.att_match * 2 + lo, 1)
        w2 = torch.softmax(self.att(h)[..., 0] + m[..., 2:] @ self.att_near + lo, 1)
        n = mask.sum(1, keepdim=True).clamp(min=1)
        p1 = (h * w1[..., None]).sum(1)
        p2 = (h * w2[..., None]).sum(1)
        z = torch.cat([p1, p2, h.amax(1), h.sum(1) / n, c, c * self.proj(p1 + p2), self.extras(ids, f, mask, m, mc, cover)], 1)
        z = self.drop(z)
        out = {h: self.out[h](self.drop(F.relu(self.hidden[h](z)))) for h in heads}
        tower = None
        if self.training:
            u = F.relu(conv) * mask[..., None]
            tt = F.normalize(self.tower_text(torch.cat([u.sum(1) / n, u.amax(1)], 1)), dim=1)
            tc = F.normalize(self.tower_claim(c), dim=1)
            tower = tt @ tc.T * self.temp.exp()
        return out, tower
