"""Reads what Gibbon wrote, by the packages that define the formats, into read-by-python.json. README.md says when."""
import json
import math
from pathlib import Path

from safetensors import safe_open
from safetensors.numpy import load_file
from tensorboard.backend.event_processing.event_accumulator import EventAccumulator

here = Path(__file__).parent
accumulator = EventAccumulator(str(here / "by-gibbon"), size_guidance={"scalars": 0, "histograms": 0, "images": 0})
accumulator.Reload()
tags = accumulator.Tags()


def number(value):
    return "NaN" if math.isnan(value) else value


with safe_open(here / "by-gibbon.safetensors", "np") as file:
    metadata = file.metadata()
reading = {
    "scalars": {tag: [[e.step, number(e.value)] for e in accumulator.Scalars(tag)] for tag in sorted(tags["scalars"])},
    "histograms": {
        tag: [
            {"step": e.step, "min": h.min, "max": h.max, "num": h.num, "limits": list(h.bucket_limit), "counts": list(h.bucket)}
            for e in accumulator.Histograms(tag)
            for h in [e.histogram_value]
        ]
        for tag in tags["histograms"]
    },
    "images": {
        tag: [
            {"step": e.step, "width": e.width, "height": e.height, "png": e.encoded_image_string.hex()}
            for e in accumulator.Images(tag)
        ]
        for tag in tags["images"]
    },
    "metadata": metadata,
    "tensors": {
        name: {"dtype": str(a.dtype), "shape": list(a.shape), "values": a.tolist()}
        for name, a in sorted(load_file(here / "by-gibbon.safetensors").items())
    },
}
(here / "read-by-python.json").write_text(json.dumps(reading, indent=1, ensure_ascii=False, sort_keys=True) + "\n")
