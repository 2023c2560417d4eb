#!/usr/bin/env python3
"""Makes the reference values beside it with PyTorch.   Needs: pip install torch numpy safetensors

ops.safetensors         NAME/in.N, NAME/out, NAME/seed and NAME/grad.N: the gradient of sum(out * seed), float64
layers.safetensors      NAME/state..., NAME/x, NAME/y, NAME/dx, and the parameters that seed 7 draws
optimizers.safetensors  start.N, gradients.N [10, ...] and OPTIONS/N: the parameters after each of 10 steps
types.safetensors       every type kdtop reads, with metadata; written by the reference implementation
"""
import itertools, os
import numpy as np, torch, torch.nn as nn, torch.nn.functional as F
from safetensors.torch import save_file

here = os.path.dirname(os.path.abspath(__file__))
torch.manual_seed(1)

def save(name, tensors, metadata=None):
    save_file({k: v.detach().clone().contiguous() for k, v in tensors.items()}, os.path.join(here, name), metadata=metadata)

def ops():
    a, b = torch.randn(3, 4).double(), torch.randn(3, 4).double()
    pos, m, img = a.abs() + 0.5, torch.randn(4, 5).double(), torch.randn(2, 4, 6, 6).double()
    labels, idx = torch.tensor([1, 0, 3]), torch.tensor([[0, 2], [1, 1], [3, 0]])
    w, wg, bias = torch.randn(6, 4, 3, 3).double(), torch.randn(6, 2, 3, 3).double(), torch.randn(6).double()
    gamma, beta = torch.rand(4).double() + 0.5, torch.randn(4).double()
    table, words, logp = torch.randn(7, 3).double(), torch.tensor([[1, 0], [6, 1]]), F.log_softmax(b, 1)
    cases = {
        "add": (torch.add, a, b), "sub": (torch.sub, a, b), "mul": (torch.mul, a, b), "div": (torch.div, a, pos),
        "add.scalar": (lambda x: x + 2, a), "sub.scalar": (lambda x: x - 2, a), "rsub.scalar": (lambda x: 2 - x, a),
        "mul.scalar": (lambda x: x * 3, a), "div.scalar": (lambda x: x / 3, a), "rdiv.scalar": (lambda x: 3 / x, pos),
        "neg": (torch.neg, a), "exp": (torch.exp, a), "log": (torch.log, pos), "sqrt": (torch.sqrt, pos), "abs": (torch.abs, a),
        "square": (torch.square, a), "sign": (torch.sign, a), "round": (torch.round, a), "floor": (torch.floor, a),
        "sin": (torch.sin, a), "cos": (torch.cos, a), "erf": (torch.erf, a), "relu": (F.relu, a), "gelu": (F.gelu, a),
        "sigmoid": (torch.sigmoid, a), "softplus": (F.softplus, a), "tanh": (torch.tanh, a),
        "pow.scalar": (lambda x: x ** 1.5, pos), "pow": (torch.pow, pos, b), "maximum": (torch.maximum, a, b),
        "minimum": (torch.minimum, a, b), "clamp": (lambda x: x.clamp(-0.5, 0.5), a),
        "where": (lambda x, y: torch.where(x > y, x, y * 2), a, b), "filled": (lambda x: x.masked_fill(x < 0, 7), a),
        "reshape": (lambda x: x.reshape(2, -1), a), "expand": (lambda x: x[:, :1].expand(3, 5), a),
        "flatten": (lambda x: x.flatten(1), img), "transpose": (lambda x: x.T, a), "permute": (lambda x: x.permute(0, 2, 3, 1), img),
        "unsqueeze": (lambda x: x.unsqueeze(1), a), "squeeze": (lambda x: x[:, :1].squeeze(1), a), "narrow": (lambda x: x.narrow(1, 1, 2), a),
        "select": (lambda x: x.select(0, 1), a), "index_select": (lambda x, i: x.index_select(1, i), a, torch.tensor([3, 0, 0])),
        "masked_select": (lambda x: x[x > 0], a), "gather": (lambda x, i: x.gather(1, i), a, idx),
        "scatter": (lambda x, i, y: x.scatter(1, i[:, :1], y), a, idx, b[:, :1]), "flip": (lambda x: x.flip(1), a),
        "pad": (lambda x: F.pad(x, (1, 2, 0, 1), value=0.5), a), "one_hot": (lambda i: F.one_hot(i, 4), labels),
        "tril": (torch.tril, a), "triu": (lambda x: x.triu(1), a), "diagonal": (torch.diagonal, m),
        "cat": (lambda x, y: torch.cat([x, y], 1), a, b), "stack": (lambda x, y: torch.stack([x, y], 1), a, b),
        "nonzero": (lambda x: torch.nonzero(x > 0), a),
        "sum": (torch.sum, a), "sum.keep": (lambda x: x.sum(1, keepdim=True), a), "mean": (torch.mean, a), "mean.dims": (lambda x: x.mean((0, 2)), img),
        "max": (lambda x: x.amax(1), a), "min": (lambda x: x.amin(0, keepdim=True), a), "max.all": (lambda x: x.max(), a),
        "variance": (lambda x: x.var(1), a), "variance.biased": (lambda x: x.var((0, 1), unbiased=False), a),
        "norm": (lambda x: x.norm(dim=1), a), "norm.1": (lambda x: x.norm(p=1, dim=(0, 1)), a), "logsumexp": (lambda x: x.logsumexp(1), a),
        "argmax": (lambda x: x.argmax(1), a), "cumsum": (lambda x: x.cumsum(1), a), "softmax": (lambda x: x.softmax(1), a),
        "log_softmax": (lambda x: x.log_softmax(1), a), "sort": (lambda x: x.sort(1, descending=True)[0], a), "top_k": (lambda x: x.topk(2, 1)[0], a),
        "top_k.indices": (lambda x: x.topk(2, 1)[1], a), "matmul": (torch.matmul, a, m), "matmul.batch": (torch.matmul, img, img.transpose(2, 3).contiguous()),
        "cdist": (lambda x, y: torch.cdist(x, y), a, b), "linear": (F.linear, a, m.T.contiguous(), torch.randn(5).double()),
        "conv2d": (lambda x, k, c: F.conv2d(x, k, c, 2, 1), img, w, bias), "conv2d.groups": (lambda x, k: F.conv2d(x, k, groups=2), img, wg),
        "max_pool2d": (lambda x: F.max_pool2d(x, 3, 2, 1), img), "average_pool2d": (lambda x: F.avg_pool2d(x, 2), img),
        "adaptive_average_pool2d": (lambda x: F.adaptive_avg_pool2d(x, (2, 3)), img),
        "batch_norm": (lambda x, g, c: F.batch_norm(x, None, None, g, c, True), img, gamma, beta),
        "layer_norm": (lambda x, g, c: F.layer_norm(x, (4,), g, c), a, gamma, beta), "embedding": (lambda t, i: F.embedding(i, t, 0), table, words),
        "cross_entropy": (F.cross_entropy, a, labels), "cross_entropy.smoothing": (lambda x, y: F.cross_entropy(x, y, reduction="sum", label_smoothing=0.1), a, labels),
        "cross_entropy.ignored": (lambda x, y: F.cross_entropy(x, y, ignore_index=0), a, labels),
        "nll": (lambda x, y: F.nll_loss(x, y, reduction="none"), a, labels), "mse": (F.mse_loss, a, b),
        "kl": (lambda x, y: F.kl_div(x, y, reduction="batchmean"), a.log_softmax(1), logp.exp()),
        "kl.log": (lambda x, y: F.kl_div(x, y, reduction="batchmean", log_target=True), a.log_softmax(1), logp),
    }
    out = {}
    for name, (f, *inputs) in cases.items():
        inputs = [x.detach().clone().requires_grad_(x.is_floating_point()) for x in inputs]
        y = f(*inputs)
        for i, x in enumerate(inputs): out[f"{name}/in.{i}"] = x
        out[f"{name}/out"] = y
        if y.requires_grad:
            seed = torch.randn_like(y); out[f"{name}/seed"] = seed
            for i, g in enumerate(torch.autograd.grad((y * seed).sum(), [x for x in inputs if x.requires_grad])): out[f"{name}/grad.{i}"] = g
    save("ops.safetensors", out)

def layers():
    out = {}
    cases = {
        "linear": (lambda: nn.Linear(5, 3), torch.randn(4, 5)), "conv": (lambda: nn.Conv2d(4, 6, 3, 2, 1, groups=2), torch.randn(2, 4, 5, 5)),
        "batchnorm": (lambda: nn.BatchNorm2d(3), torch.randn(4, 3, 2, 2) * 2 + 1), "layernorm": (lambda: nn.LayerNorm([5]), torch.randn(4, 5)),
        "embedding": (lambda: nn.Embedding(6, 4, padding_idx=2), torch.tensor([[0, 2], [5, 1]])),
    }
    for name, (make, x) in cases.items():
        torch.manual_seed(7)
        layer = make()
        for k, v in layer.state_dict().items(): out[f"{name}/seeded.{k}"] = v.clone()
        for p in layer.parameters(): p.data.add_(torch.randn_like(p) * 0.1)
        for k, v in layer.state_dict().items(): out[f"{name}/state.{k}"] = v.clone()
        if x.is_floating_point(): x.requires_grad_()
        y = layer(x); seed = torch.randn_like(y); (y * seed).sum().backward()
        out |= {f"{name}/x": x, f"{name}/y": y, f"{name}/seed": seed}
        if x.grad is not None: out[f"{name}/dx"] = x.grad
        for k, p in layer.named_parameters(): out[f"{name}/grad.{k}"] = p.grad
        for k, v in layer.named_buffers(): out[f"{name}/after.{k}"] = v
        if name == "batchnorm": out[f"{name}/evaluated"] = layer.eval()(x)
    save("layers.safetensors", out)

def optimizers():
    start = [torch.randn(3, 4), torch.randn(5)]
    gradients = [torch.randn(10, *p.shape) for p in start]
    out = {f"start.{i}": p for i, p in enumerate(start)} | {f"gradients.{i}": g for i, g in enumerate(gradients)}
    def run(name, make):
        ps = [p.clone().requires_grad_() for p in start]; opt = make(ps); path = [[], []]
        for k in range(10):
            if k == 5: opt.param_groups[0]["lr"] *= 0.5
            for p, g in zip(ps, gradients): p.grad = g[k].clone()
            if k == 3: ps[1].grad = None      # a step without a gradient for one parameter
            opt.step()
            for p, trace in zip(ps, path): trace.append(p.detach().clone())
        for i, trace in enumerate(path): out[f"{name}/{i}"] = torch.stack(trace)
    for momentum, dampening, decay, nesterov in itertools.product([0, 0.9], [0, 0.5], [0, 0.1], [0, 1]):
        if nesterov and (not momentum or dampening): continue
        run(f"sgd,{momentum},{dampening},{decay},{nesterov}",
            lambda ps: torch.optim.SGD(ps, 0.1, momentum, dampening, decay, bool(nesterov)))
    for kind, decay, betas in itertools.product(["adam", "adamw"], [0, 0.1], [(0.9, 0.999), (0.5, 0.9)]):
        run(f"{kind},{decay},{betas[0]},{betas[1]}",
            lambda ps: {"adam": torch.optim.Adam, "adamw": torch.optim.AdamW}[kind](ps, 0.01, betas, 1e-8, decay))
    torch.manual_seed(3)
    out |= {"clip.before": torch.randn(4, 4), "random.normal": torch.randn(4), "random.permutation": torch.randperm(10)}
    p = nn.Parameter(torch.zeros(4, 4)); p.grad = out["clip.before"].clone()
    out["clip.norm"] = nn.utils.clip_grad_norm_([p], 1.5).reshape(1); out["clip.after"] = p.grad
    save("optimizers.safetensors", out)

def types():
    v = torch.tensor([[-2.5, 0.0, 1.0], [3.0, 65504.0, 0.1]])
    save("types.safetensors", {
        "f32": v, "f64": v.double(), "f16": v.half(), "bf16": v.bfloat16(), "i64": torch.tensor([-1, 2**40]), "i32": torch.tensor([-3, 4], dtype=torch.int32),
        "i16": torch.tensor([-5, 6], dtype=torch.int16), "i8": torch.tensor([-7, 8], dtype=torch.int8), "u8": torch.tensor([9, 255], dtype=torch.uint8),
        "bool": torch.tensor([True, False, True]), "scalar": torch.tensor(4.25), "empty": torch.zeros(0, 3), "na\"me\n\u00e9": torch.ones(1),
    }, {"format": "pt"})

ops(); layers(); optimizers(); types()
