#!/usr/bin/env python3
"""Compares scores of how unlike the known X-rays an image is, for the model that train.py wrote.

    python3 outside.py pneumoniamnist.npz OUT

Needs PyTorch and NumPy; OUT is the folder of train.py. Each score is fitted as `rationale calibrate` does: to as many normal
validation images as ones with a pneumonia, its limit from folds that it was not fitted to. It is measured on the test
images and on images that are no such X-rays, drawn with a fixed seed, many of them from the test images.

For each score and each kind of image it prints the area under the ROC curve against the test images; the share beyond the score
that 95 of 100 test images stay below; and the share beyond the limit. The kinds marked with a star were first looked at when the
score was chosen.
"""

import sys
from pathlib import Path

import numpy as np
import torch
from torch.nn import functional as F

from train import SEED, Looks, Net, auc

EACH = 200
QUANTILE = 0.98


def noise(random, count, mean, deviation):
    return random.normal(mean, deviation, (count, 28, 28))


def clouds(random, count, mean, deviation, power):
    """Noise whose amplitude falls with the frequency: 1 as in photographs, 2 smoother."""
    frequency = np.hypot(np.fft.fftfreq(28)[:, None], np.fft.fftfreq(28)[None])
    frequency[0, 0] = 1
    drawn = np.fft.ifft2(np.fft.fft2(noise(random, count, 0, 1)) / frequency**power).real
    drawn -= drawn.mean((1, 2), keepdims=True)
    return drawn / drawn.std((1, 2), keepdims=True) * deviation + mean


def blurred(images, width):
    side = int(4 * width)
    weights = np.exp(-0.5 * (np.arange(-side, side + 1) / width) ** 2)
    weights /= weights.sum()
    wide = np.pad(images, ((0, 0), (side, side), (side, side)), mode="edge")
    for axis in (1, 2):
        wide = np.apply_along_axis(lambda line: np.convolve(line, weights, "valid"), axis, wide)
    return wide


def shuffled(random, images, side):
    count = 28 // side
    patches = images.reshape(-1, count, side, count, side).swapaxes(2, 3).reshape(len(images), -1, side, side)
    patches = np.stack([exchanged(random, each) for each in patches])
    return patches.reshape(-1, count, count, side, side).swapaxes(2, 3).reshape(-1, 28, 28)


def exchanged(random, patches):
    """Until one at least has moved."""
    while True:
        order = random.permutation(len(patches))
        if (order != np.arange(len(patches))).any():
            return patches[order]


def strokes(random, count, short):
    """Lines and rings, or as many short lines as a text has, in one ink on one ground."""
    y, x = np.mgrid[0:28, 0:28]
    drawn = []
    for _ in range(count):
        ground, ink = (random.uniform(0, 0.25), random.uniform(0.6, 1))[:: random.choice((1, -1))]
        image = np.full((28, 28), ground)
        for _ in range(random.integers(25, 45) if short else random.integers(3, 9)):
            (a, b), (c, d) = random.uniform(0, 28, 2), random.uniform(0, 28, 2)
            if short:
                a, b = np.round(a / 2.5) * 2.5, np.round(b / 5) * 5
                c, d = a + random.uniform(-2, 2), b + random.uniform(-3, 3)
            if short or random.random() < 0.5:
                along = np.clip(((x - a) * (c - a) + (y - b) * (d - b)) / ((c - a) ** 2 + (d - b) ** 2 + 1e-9), 0, 1)
                distance = np.hypot(x - a - along * (c - a), y - b - along * (d - b))
            else:
                distance = np.abs(np.hypot(x - a, y - b) - np.hypot(c - a, d - b) / 2)
            cover = np.clip(1.2 - distance, 0, 1)
            image = image * (1 - cover) + ink * cover
        drawn.append(image)
    return np.array(drawn)


def gradients(random, count):
    y, x = np.mgrid[0:28, 0:28] / 27
    drawn = []
    for _ in range(count):
        angle = random.uniform(0, 2 * np.pi)
        if random.random() < 0.5:
            slope = np.cos(angle) * x + np.sin(angle) * y
        else:
            slope = np.hypot(x - random.random(), y - random.random())
        low, high = random.random(2)
        drawn.append(low + (high - low) * (slope - slope.min()) / (slope.max() - slope.min()))
    return np.array(drawn)


def kinds(random, xrays):
    n, mean, deviation = len(xrays), 0.5719, 0.1684
    flat = np.linspace(0.02, 0.98, 97)[:, None, None] * np.ones((1, 28, 28))
    squares = (np.indices((28, 28))[None] // np.array([1, 2, 4, 7])[:, None, None, None]).sum(1) % 2
    pepper = random.random(xrays.shape)
    made = {
        "noise, uniform *": random.random((n, 28, 28)),
        "noise, as bright and as strong as X-rays *": noise(random, n, mean, deviation),
        "noise, faint *": noise(random, n, mean, 0.05),
        "clouds, as photographs *": clouds(random, n, mean, deviation, 1),
        "clouds, smooth *": clouds(random, n, mean, deviation, 2),
        "black and white *": np.stack([np.zeros((28, 28)), np.ones((28, 28))]),
        "grey *": flat,
        "gradients *": gradients(random, n),
        "drawings *": strokes(random, n, False),
        "short strokes, as text *": strokes(random, n, True),
        "negatives *": 1 - xrays,
        "turned by 90 degrees *": np.rot90(xrays, 1, (1, 2)),
        "turned by 180 degrees *": np.rot90(xrays, 2, (1, 2)),
        "16 patches shuffled *": shuffled(random, xrays, 7),
        "4 patches shuffled *": shuffled(random, xrays, 14),
        "blurred, 3 pixels *": blurred(xrays, 3),
        "blurred, 5 pixels *": blurred(xrays, 5),
        "chequers": squares.astype(float),
        "a quarter, enlarged": xrays[:, 7:21, 7:21].repeat(2, 1).repeat(2, 2),
        "four in one": np.tile(xrays.reshape(n, 14, 2, 14, 2).mean((2, 4)), (1, 2, 2)),
        "bright parts inverted": np.minimum(xrays, 1 - xrays) * 2,
        "salt and pepper on a tenth": np.where(pepper < 0.05, 0, np.where(pepper > 0.95, 1, xrays)),
        "7 by 7 pixels": xrays.reshape(n, 7, 4, 7, 4).mean((2, 4)).repeat(4, 1).repeat(4, 2),
        "halves exchanged": np.roll(xrays, 14, 1),
        "mirror images": xrays[:, :, ::-1],
    }
    return {name: np.round(np.clip(images, 0, 1) * 255) / 255 for name, images in made.items()}


def shrunk(centred):
    """Ledoit and Wolf's estimate of a covariance (2004)."""
    n, size = centred.shape
    sample = centred.T @ centred / n
    scale = np.trace(sample) / size
    spread = (sample**2).sum() - size * scale**2
    norms = (centred**2).sum(1)
    error = (norms**2 - 2 * np.einsum("ij,jk,ik->i", centred, sample, centred) + (sample**2).sum()).sum() / n**2
    share = min(error, spread) / spread
    return (1 - share) * sample + share * scale * np.eye(size)


def mahalanobis(rows, labels, each=False):
    means = [rows[labels == k].mean(0) for k in (0, 1)]
    centred = [rows[labels == k] - means[k] for k in (0, 1)]
    factors = [np.linalg.cholesky(shrunk(centred[k] if each else np.concatenate(centred))) for k in (0, 1)]

    def score(given):
        distances = [np.linalg.solve(factors[k], (given - means[k]).T) ** 2 for k in (0, 1)]
        return np.sqrt(np.min([distance.sum(0) for distance in distances], 0))

    return score


def held_out(rows, labels, fit, folds=5):
    fold = np.empty(len(labels), int)
    for k in (0, 1):
        fold[labels == k] = (np.arange((labels == k).sum()) + k) % folds
    scores = np.empty(len(labels))
    for f in range(folds):
        scores[fold == f] = fit(rows[fold != f], labels[fold != f])(rows[fold == f])
    return scores


def main(data, out):
    torch.set_num_threads(1)
    arrays = np.load(data)
    pixels = {part: arrays[f"{part}_images"] / 255 for part in ("train", "val", "test")}
    labels = {part: arrays[f"{part}_labels"].reshape(-1) for part in ("train", "val", "test")}
    mean, deviation = round(float(pixels["train"].mean()), 4), round(float(pixels["train"].std()), 4)

    def tensor(images):
        return ((torch.from_numpy(np.ascontiguousarray(images)).float() - mean) / deviation).unsqueeze(1)

    net = Net()
    net.load_state_dict(torch.load(Path(out) / "weights.pt"))
    looks = Looks(net.eval(), tensor(pixels["train"])).eval()

    def seen(images):
        with torch.no_grad():
            maps = looks.maps(tensor(images))
            logits, pooled = net.answer(maps[-1])
            summary = (looks.summary(maps) - looks.mean) / looks.deviation
            return [part.double().numpy() for part in (logits, pooled, summary, looks.appearance(maps))]

    few = labels["val"] == 0
    few |= np.cumsum(labels["val"] == 1) <= few.sum()
    known, fitted = labels["val"][few], seen(pixels["val"][few])
    test = seen(pixels["test"])
    random = np.random.default_rng(SEED)
    xrays = pixels["test"][random.permutation(len(pixels["test"]))[:EACH]]
    outside = {name: seen(images) for name, images in kinds(random, xrays).items()}

    energy = lambda rows, labels: lambda given: -np.logaddexp(given[:, 0], given[:, 1])
    for name, part, fit in (
        ("energy of the logits", 0, energy),
        ("embedding (192)", 1, mahalanobis),
        ("embedding, a covariance for each class", 1, lambda rows, labels: mahalanobis(rows, labels, True)),
        ("summary of three layers (840)", 2, mahalanobis),
        ("appearance (65)", 3, mahalanobis),
        ("appearance, a covariance for each class", 3, lambda rows, labels: mahalanobis(rows, labels, True)),
    ):
        score = fit(fitted[part], known)
        examples = np.sort(held_out(fitted[part], known, fit))
        limit = examples[min(len(examples), int(np.ceil((len(examples) + 1) * QUANTILE))) - 1]
        inside = score(test[part])
        at = np.sort(inside)[int(np.ceil(0.95 * len(inside))) - 1]
        print(f"\n{name}: {100 * (inside <= limit).mean():.1f}% of the test images within the limit")
        for kind, rows in outside.items():
            beyond = score(rows[part])
            area = auc(np.concatenate([inside, beyond]), np.repeat([0, 1], [len(inside), len(beyond)]))
            print(f"  {kind:<44}{area:7.3f}{100 * (beyond > at).mean():7.1f}%{100 * (beyond > limit).mean():7.1f}%")


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit("usage: outside.py pneumoniamnist.npz OUT")
    main(sys.argv[1], sys.argv[2])
