"""Writes the tiny models of the tests beside itself. Needs PyTorch (Debian: python3-torch).

    python3 tiny-models.py

Each answers two logits: 0, and a sum over its input with weights that a test can compute by hand.
"""

from pathlib import Path

import torch

HERE = Path(__file__).parent


class Weighted(torch.nn.Module):
    """The second logit is the sum of input times weight."""

    def __init__(self, weight):
        super().__init__()
        self.weight = torch.nn.Parameter(weight.reshape(-1, 1))

    def forward(self, x):
        score = x.float().flatten(1) @ self.weight
        return torch.cat([score * 0, score], 1)


class Mean(torch.nn.Module):
    """The second logit is 10 times the mean, whatever the sides."""

    def forward(self, x):
        score = 10 * x.mean((1, 2, 3)).unsqueeze(1)
        return torch.cat([score * 0, score], 1)


def write(name, model, example, free=(0,)):
    torch.onnx.export(
        model,
        example,
        str(HERE / name),
        opset_version=13,
        input_names=["input"],
        output_names=["output"],
        dynamic_axes={"input": {axis: f"free{axis}" for axis in free}, "output": {0: "free0"}} if free else None,
    )


# 8 by 8 pixels of grey: the upper left quarter speaks for the class, the lower right quarter against it.
quarters = torch.zeros(1, 8, 8)
quarters[0, :4, :4] = 0.5
quarters[0, 4:, 4:] = -0.25
write("image-grey-8x8.onnx", Weighted(quarters), torch.zeros(1, 1, 8, 8))
write("image-one-at-a-time.onnx", Weighted(quarters), torch.zeros(1, 1, 8, 8), free=())

# 2 by 2 pixels of three colours as bytes, colours last: red counts 1, green 100, blue 10,000, divided by 255.
colours = torch.tensor([1.0, 100.0, 10000.0]).expand(2, 2, 3) / 255
write("image-bytes-2x2.onnx", Weighted(colours.clone()), torch.zeros(1, 2, 2, 3, dtype=torch.uint8))

write("image-open.onnx", Mean(), torch.zeros(1, 1, 8, 8), free=(0, 2, 3))

# Two channels, eight samples: the first channel's second half speaks for the class.
halves = torch.zeros(2, 8)
halves[0, 4:] = 1
write("series-2x8.onnx", Weighted(halves), torch.zeros(1, 2, 8))
write("series-8.onnx", Weighted(torch.ones(8)), torch.zeros(1, 8))

# An answer that is no number wherever the input is above 0.
nan = Weighted(torch.full((64,), float("inf")))
write("image-not-a-number.onnx", nan, torch.zeros(1, 1, 8, 8))
