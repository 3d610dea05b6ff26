#!/usr/bin/env python3
"""Trains the chest X-ray model of the respiratory pack and writes it as ONNX.

    python3 train.py pneumoniamnist.npz OUT

Needs PyTorch 1.13 or newer and NumPy (Debian: python3-torch, python3-numpy). OUT is a folder; it gets

    model.onnx    input `image` float[?,1,28,28]; outputs `logits` float[?,2] (normal, pneumonia), `embedding`
                  float[?,192]: the pooled maps, before the layers that forget all but the two classes, and
                  `appearance` float[?,65]: what an image looks like, whatever its class, to tell what is no such image
    weights.pt    the same weights for outside.py
    training.json all that the model card and the pack take from a run: seed, versions, the hash of the data,
                  mean and standard deviation of the training pixels, decision threshold, temperature, metrics

The data are PneumoniaMNIST of MedMNIST (Yang et al. 2023; CC BY 4.0), made from chest X-rays of children (Kermany et
al. 2018). Pixels are scaled to 0..1 and standardised outside the model: what the pack's perceptor does, so that
the same two numbers stand in the pack.

Everything that is chosen is chosen on the validation images: the number of epochs is fixed, the threshold and the
temperature are fitted there. The test images are only measured. They come from other patients and are harder: a smaller
share has a pneumonia (0.62 against 0.74), and models that are near perfect on validation lose most of their
specificity. Two things are done about it. The loss weighs both classes alike, so that the prior of the training images is
not learnt. And the threshold is the highest that still finds 95 of 100 pneumonias of the validation images; where both
classes are almost separated there, any threshold looks alike, and the highest is the one that guards specificity.
"""

import hashlib
import json
import platform
import sys
from pathlib import Path

import numpy as np
import torch
from torch import nn
from torch.nn import functional as F

SEED = 20261129
EPOCHS = 24
BATCH = 64
RATE = 3e-3
HIDDEN = 32
SENSITIVITY = 0.95
# The last epochs' weights are averaged (Izmailov et al. 2018): one epoch's own threshold wanders.
AVERAGED = 8
COMPONENTS = 64


class Net(nn.Module):
    """Five 3x3 convolutions, a pooling by mean and maximum (the embedding), a hidden layer, two logits: 163,000 weights."""

    def __init__(self):
        super().__init__()

        def block(into, out):
            return nn.Sequential(nn.Conv2d(into, out, 3, padding=1, bias=False), nn.BatchNorm2d(out), nn.ReLU())

        self.body = nn.Sequential(
            block(1, 24), nn.MaxPool2d(2), block(24, 48), block(48, 48), nn.MaxPool2d(2), block(48, 96), block(96, 96)
        )
        self.drop = nn.Dropout(0.3)
        self.embed = nn.Linear(192, HIDDEN)
        self.head = nn.Linear(HIDDEN, 2)

    def forward(self, image):
        return self.answer(self.body(image))

    def answer(self, maps):
        pooled = torch.cat([maps.mean((2, 3)), maps.amax((2, 3))], 1)
        return self.head(torch.relu(self.embed(self.drop(pooled)))), pooled


class Looks(nn.Module):
    """What images look like: the model with a third output, which is fitted to the training images and has no part in the classes.

    Maps of the first, the third and the fifth convolution are summed up by their means over each quarter of the image and by
    their deviations: 840 numbers, standardised. An image becomes 64 principal components of those, each with the variance 1
    over the training images, and the logarithm of what is left over, standardised too. The first layers see noise and blur,
    the quarters see what is not in its place, and what is left over sees what no X-ray has: a classifier's last layer may
    forget all three.
    """

    def __init__(self, net, images):
        super().__init__()
        self.net = net
        with torch.no_grad():
            seen = torch.cat([self.summary(self.maps(part)) for part in images.split(256)]).double().numpy()
        mean, deviation = seen.mean(0), seen.std(0) + 1e-6
        standard = (seen - mean) / deviation
        variances, directions = np.linalg.eigh(standard.T @ standard / len(standard))
        variances, directions = variances[::-1][:COMPONENTS], directions[:, ::-1][:, :COMPONENTS]
        components = standard @ directions
        left = np.log((standard**2).sum(1) - (components**2).sum(1))
        for name, value in (
            ("mean", mean),
            ("deviation", deviation),
            ("directions", directions),
            ("spread", np.sqrt(variances)),
            ("left", np.array([left.mean(), left.std()])),
        ):
            self.register_buffer(name, torch.from_numpy(np.ascontiguousarray(value)).float())

    def maps(self, image):
        kept = []
        for i, layer in enumerate(self.net.body):
            image = layer(image)
            if i in (0, 3, 6):
                kept.append(image)
        return kept

    @staticmethod
    def summary(maps):
        # Quarters of 7 by 7 overlap in the middle row and column.
        quarters = [F.avg_pool2d(kept, side, step) for kept, side, step in zip(maps, (14, 7, 4), (14, 7, 3))]
        deviations = [
            torch.sqrt(((kept - kept.mean((2, 3), keepdim=True)) ** 2).mean((2, 3)) + 1e-6) for kept in maps
        ]
        return torch.cat([kept.flatten(1) for kept in quarters] + deviations, 1)

    def appearance(self, maps):
        standard = (self.summary(maps) - self.mean) / self.deviation
        components = standard @ self.directions
        left = (standard**2).sum(1, keepdim=True) - (components**2).sum(1, keepdim=True)
        left = (torch.log(torch.clamp(left, min=1e-3)) - self.left[0]) / self.left[1]
        return torch.cat([components / self.spread, left], 1)

    def forward(self, image):
        maps = self.maps(image)
        logits, pooled = self.net.answer(maps[-1])
        return logits, pooled, self.appearance(maps)


def augment(batch, random):
    """Small turns, shifts and scalings, mirror images, other contrast, brightness and sharpness. Pixels are 0..1."""
    n = len(batch)

    def uniform(low, high):
        return torch.rand(n, generator=random) * (high - low) + low

    angle, scale = uniform(-0.17, 0.17), uniform(0.88, 1.12)
    mirror = torch.where(torch.rand(n, generator=random) < 0.5, -1.0, 1.0)
    theta = torch.zeros(n, 2, 3)
    theta[:, 0, 0], theta[:, 0, 1] = scale * torch.cos(angle) * mirror, -scale * torch.sin(angle)
    theta[:, 1, 0], theta[:, 1, 1] = scale * torch.sin(angle) * mirror, scale * torch.cos(angle)
    theta[:, 0, 2], theta[:, 1, 2] = uniform(-0.15, 0.15), uniform(-0.15, 0.15)
    grid = F.affine_grid(theta, batch.shape, align_corners=False)
    batch = F.grid_sample(batch, grid, padding_mode="border", align_corners=False)
    blurred = F.avg_pool2d(F.pad(batch, (1, 1, 1, 1), mode="replicate"), 3, 1)
    share = uniform(-0.5, 0.7).view(n, 1, 1, 1)  # below 0: sharper
    batch = batch + share * (blurred - batch)
    gamma = torch.exp(uniform(-0.45, 0.45)).view(n, 1, 1, 1)
    batch = batch.clamp(1e-4, 1) ** gamma
    middle = batch.mean((1, 2, 3), keepdim=True)
    contrast, brightness = uniform(0.65, 1.4).view(n, 1, 1, 1), uniform(-0.12, 0.12).view(n, 1, 1, 1)
    return ((batch - middle) * contrast + middle + brightness).clamp(0, 1)


def auc(scores, labels):
    """The share of pairs of a pneumonia and a normal image that the scores put in order; ties count half."""
    _, inverse, counts = np.unique(scores, return_inverse=True, return_counts=True)
    ranks = (np.cumsum(counts) - (counts - 1) / 2)[inverse]
    positive = labels == 1
    p, n = positive.sum(), (~positive).sum()
    return float((ranks[positive].sum() - p * (p + 1) / 2) / (p * n))


def metrics(logits, labels, threshold, temperature):
    scores = 1 / (1 + np.exp(-(logits[:, 1] - logits[:, 0]) / temperature))
    called = scores >= threshold
    positive = labels == 1
    return {
        "images": int(len(labels)),
        "prevalence": float(positive.mean()),
        "auc": auc(scores, labels),
        "accuracy": float((called == positive).mean()),
        "sensitivity": float(called[positive].mean()),
        "specificity": float((~called[~positive]).mean()),
        "accuracyAtHalf": float(((scores >= 0.5) == positive).mean()),
    }


def fit_temperature(logits, labels):
    """The T that makes the validation images likeliest, each class weighing alike (as in the loss)."""
    weights = np.where(labels == 1, 0.5 / (labels == 1).mean(), 0.5 / (labels == 0).mean())
    margin = (logits[:, 1] - logits[:, 0]) * np.where(labels == 1, 1, -1)
    grid = np.exp(np.linspace(np.log(0.2), np.log(5), 400))
    losses = [(weights * np.logaddexp(0, -margin / t)).mean() for t in grid]
    return float(grid[int(np.argmin(losses))])


def main(data, out):
    torch.manual_seed(SEED)
    torch.set_num_threads(1)
    torch.use_deterministic_algorithms(True)
    random = torch.Generator().manual_seed(SEED)
    arrays = np.load(data)

    def images(part):
        pixels = torch.from_numpy(arrays[f"{part}_images"]).float().unsqueeze(1) / 255
        return pixels, torch.from_numpy(arrays[f"{part}_labels"].reshape(-1)).long()

    train, labels = images("train")
    mean, deviation = round(train.mean().item(), 4), round(train.std().item(), 4)
    counts = torch.bincount(labels, minlength=2).float()
    weights = counts.sum() / (2 * counts)
    net = Net()
    optimizer = torch.optim.AdamW(net.parameters(), lr=RATE, weight_decay=1e-2)
    steps = EPOCHS * ((len(train) + BATCH - 1) // BATCH)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, RATE, total_steps=steps, final_div_factor=20)
    average = torch.optim.swa_utils.AveragedModel(net)

    def logits_of(model, pixels):
        model.eval()
        with torch.no_grad():
            return model((pixels - mean) / deviation)[0].numpy()

    validation, test = images("val"), images("test")
    for epoch in range(EPOCHS):
        net.train()
        total = 0.0
        order = torch.randperm(len(train), generator=random)
        for batch in order.split(BATCH):
            pixels = (augment(train[batch], random) - mean) / deviation
            loss = F.cross_entropy(net(pixels)[0], labels[batch], weight=weights, label_smoothing=0.05)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            schedule.step()
            total += loss.item() * len(batch)
        if epoch >= EPOCHS - AVERAGED:
            average.update_parameters(net)
        print(f"epoch {epoch + 1}: loss {total / len(train):.4f}, "
              f"validation AUC {auc(logits_of(net, validation[0])[:, 1], validation[1].numpy()):.4f}", flush=True)

    # The averaged weights want statistics of their own for the normalisations between the layers.
    with torch.no_grad():
        for module in average.modules():
            if isinstance(module, nn.BatchNorm2d):
                module.reset_running_stats()
                module.momentum = None
        average.train()
        for batch in torch.randperm(len(train), generator=random).split(256):
            average((augment(train[batch], random) - mean) / deviation)
    model = average.module.eval()

    known = validation[1].numpy()
    logits = logits_of(model, validation[0])
    temperature = round(fit_temperature(logits, known), 3)
    scores = 1 / (1 + np.exp(-(logits[:, 1] - logits[:, 0]) / temperature))
    threshold = next(t for t in np.arange(1000, 0, -1) / 1000 if (scores[known == 1] >= t).mean() >= SENSITIVITY)
    report = {
        "data": {"file": Path(data).name, "sha256": hashlib.sha256(Path(data).read_bytes()).hexdigest()},
        "seed": SEED,
        "epochs": EPOCHS,
        "versions": {"python": platform.python_version(), "torch": torch.__version__, "numpy": np.__version__},
        "parameters": sum(p.numel() for p in model.parameters()),
        "mean": mean,
        "deviation": deviation,
        "temperature": temperature,
        "threshold": float(threshold),
        "validation": metrics(logits, known, threshold, temperature),
        "test": metrics(logits_of(model, test[0]), test[1].numpy(), threshold, temperature),
    }
    print(json.dumps(report, indent=2))
    folder = Path(out)
    folder.mkdir(parents=True, exist_ok=True)
    torch.save(model.state_dict(), folder / "weights.pt")
    torch.onnx.export(
        Looks(model, (train - mean) / deviation).eval(),
        torch.zeros(1, 1, 28, 28),
        str(folder / "model.onnx"),
        opset_version=13,
        input_names=["image"],
        output_names=["logits", "embedding", "appearance"],
        dynamic_axes={name: {0: "batch"} for name in ("image", "logits", "embedding", "appearance")},
    )
    (folder / "training.json").write_text(json.dumps(report, indent=2) + "\n")


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit("usage: train.py pneumoniamnist.npz OUT")
    main(sys.argv[1], sys.argv[2])
