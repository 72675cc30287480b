"""The encoder: BERT's layers in bfloat16 over float32 weights, and the head."""
import torch
import torch.nn as nn
import torch.nn.functional as F

HALF = torch.bfloat16


def linear(x, layer, half):
    if half:
        return F.linear(x, layer.weight.to(HALF), layer.bias.to(HALF))
    return layer(x)


def norm(x, layer, half):
    if half:
        return F.layer_norm(x, layer.normalized_shape, layer.weight.to(HALF), layer.bias.to(HALF), layer.eps)
    return layer(x)


class Layer(nn.Module):
    def __init__(self, d, heads, inner):
        super().__init__()
        self.heads = heads
        self.qkv = nn.Linear(d, 3 * d)
        self.o = nn.Linear(d, d)
        self.n1 = nn.LayerNorm(d, eps=1e-12)
        self.i = nn.Linear(d, inner)
        self.u = nn.Linear(inner, d)
        self.n2 = nn.LayerNorm(d, eps=1e-12)

    def forward(self, x, mask, half):
        B, T, D = x.shape
        H = self.heads
        q, k, v = linear(x, self.qkv, half).view(B, T, 3, H, D // H).permute(2, 0, 3, 1, 4).reshape(
            3, B * H, T, D // H).unbind(0)
        w = torch.bmm(q, k.transpose(1, 2)) * (D // H) ** -.5
        w = (w.view(B, H, T, T) + mask).softmax(-1).view(B * H, T, T)
        a = torch.bmm(w, v).view(B, H, T, -1).transpose(1, 2).reshape(B, T, D)
        x = norm(x + linear(a, self.o, half), self.n1, half)
        return norm(x + linear(F.gelu(linear(x, self.i, half)), self.u, half), self.n2, half)


class Net(nn.Module):
    """Logits, by default against, neutral, favor, from (ids, second segment)."""

    def __init__(self, words, d=384, layers=6, heads=12, inner=1536, positions=512, drop=.1, outputs=3):
        super().__init__()
        self.we = nn.Embedding(words, d)
        self.we.weight.requires_grad_(False)
        self.pe = nn.Embedding(positions, d)
        self.te = nn.Embedding(2, d)
        self.n0 = nn.LayerNorm(d, eps=1e-12)
        self.layers = nn.ModuleList(Layer(d, heads, inner) for _ in range(layers))
        self.d = nn.Linear(2 * d, d)
        self.c = nn.Linear(d, outputs)
        self.drop = drop

    def forward(self, ids, second, half=False):
        m = ids != 0
        x = self.we(ids) + self.pe.weight[:ids.shape[1]] + self.te(second)
        x = F.dropout(self.n0(x), self.drop, self.training)
        mask = torch.zeros(m.shape).masked_fill(~m, -1e4)[:, None, None]
        if half:
            x, mask = x.to(HALF), mask.to(HALF)
        for layer in self.layers:
            x = layer(x, mask, half)
        x = x.float()
        b = (second == 1) & m
        mean = (x * b[..., None]).sum(1) / b.sum(1, keepdim=True).clamp(min=1)
        h = torch.cat([x[:, 0], mean], 1)
        h = torch.tanh(self.d(F.dropout(h, self.drop, self.training)))
        return self.c(F.dropout(h, self.drop, self.training))


def from_bert(weights, keep, layers, d=384, inner=1536):
    """A Net that starts from BERT weights; keep: rows of the word table, in order."""
    w = {k.removeprefix("bert."): torch.as_tensor(v).float() for k, v in weights.items()}
    net = Net(len(keep), d=d, layers=layers, inner=inner)
    cp = lambda p, v: p.data.copy_(v)
    cp(net.we.weight, w["embeddings.word_embeddings.weight"][keep])
    cp(net.pe.weight, w["embeddings.position_embeddings.weight"])
    cp(net.te.weight, w["embeddings.token_type_embeddings.weight"])
    cp(net.n0.weight, w["embeddings.LayerNorm.weight"])
    cp(net.n0.bias, w["embeddings.LayerNorm.bias"])
    for i, l in enumerate(net.layers):
        g = lambda n: w[f"encoder.layer.{i}.{n}"]
        for part in ("weight", "bias"):
            cp(getattr(l.qkv, part), torch.cat([g(f"attention.self.{n}.{part}") for n in ("query", "key", "value")]))
            for mod, name in ((l.o, "attention.output.dense"), (l.n1, "attention.output.LayerNorm"),
                              (l.i, "intermediate.dense"), (l.u, "output.dense"), (l.n2, "output.LayerNorm")):
                cp(getattr(mod, part), g(f"{name}.{part}"))
    return net


def step(loss, net, opt, sched):
    """One step of training down the loss."""
    loss.backward()
    torch.nn.utils.clip_grad_norm_(net.parameters(), 1.)
    opt.step()
    sched.step()
    opt.zero_grad(set_to_none=True)
