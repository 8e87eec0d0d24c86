#!/usr/bin/python3
"""The training steps of `lenz-bench dense_train|conv_train` and its sgemm in PyTorch (Debian: python3-torch), to be
run in turn with them:  /usr/bin/python3 apps/bench/peers/learning.py THREADS  prints updates_per_second of each."""
import sys
import time

import torch
from torch import nn

torch.manual_seed(1)
torch.set_num_threads(int(sys.argv[1]) if len(sys.argv) > 1 else 1)
BATCH = 128


class DenseAutoencoder(nn.Module):
    def __init__(self):
        super().__init__()
        self.encoder = nn.Sequential(nn.Linear(784, 512), nn.SiLU(), nn.Linear(512, 512), nn.SiLU(), nn.Linear(512, 16))
        self.decoder = nn.Sequential(nn.Linear(8, 512), nn.SiLU(), nn.Linear(512, 784))

    def loss(self, x):
        mean, log_variance = self.encoder(x).split(8, dim=1)
        z = mean + torch.exp(0.5 * log_variance) * torch.randn_like(mean)
        reconstruction = nn.functional.binary_cross_entropy_with_logits(self.decoder(z), x, reduction="sum")
        prior = 0.5 * (log_variance.exp() + mean**2 - 1 - log_variance).sum()
        return (reconstruction + prior) / x.shape[0]


class ConvolutionNetwork(nn.Module):
    def __init__(self):
        super().__init__()
        periodic = {"kernel_size": 3, "padding": 1, "padding_mode": "circular"}
        self.net = nn.Sequential(nn.Conv2d(1, 32, **periodic), nn.SiLU(), nn.Conv2d(32, 32, **periodic), nn.SiLU(),
                                 nn.Conv2d(32, 1, **periodic))

    def loss(self, x):
        x = x.view(-1, 1, 16, 16)
        return ((self.net(x) - x) ** 2).sum() / x.shape[0]


def rate(step, at_least=3.0):
    for _ in range(5):
        step()
    begin, n = time.perf_counter(), 0
    while time.perf_counter() - begin < at_least:
        step()
        n += 1
    return n / (time.perf_counter() - begin)


def training(model, n_features):
    data = (torch.rand(1024, n_features) < 0.5).float()
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)

    def step():
        rows = torch.randint(0, len(data), (BATCH,))
        optimizer.zero_grad(set_to_none=True)
        model.loss(data[rows]).backward()
        optimizer.step()

    return rate(step)


a, b, c = torch.ones(512, 512), torch.ones(512, BATCH), torch.empty(512, BATCH)
print(f"dense_train {training(DenseAutoencoder(), 784):.1f}", f"conv_train {training(ConvolutionNetwork(), 256):.1f}",
      f"sgemm {rate(lambda: torch.mm(a, b, out=c)) * 2 * 512 * 512 * BATCH / 1e9:.1f} GFLOP/s")
