"""Writes the golden files beside it, by the packages that define their formats. README.md says how to run it."""
import struct
from pathlib import Path

import numpy as np
from safetensors.numpy import save_file
from tensorboard.compat.proto.event_pb2 import Event
from tensorboard.compat.proto.summary_pb2 import HistogramProto, Summary
from tensorboard.compat.tensorflow_stub.pywrap_tensorflow import masked_crc32c

here = Path(__file__).parent

save_file(
    {
        "generator/dense/kernel": np.arange(6, dtype=np.float32).reshape(2, 3) / 4,
        "noise": np.array([1, 2, 0xFFFFFFFF], dtype=np.uint32),
        "step": np.array(1234.5, dtype=np.float64),
        "user/state": np.frombuffer(b'{"a":1}', dtype=np.uint8),
        "ages": np.array([[-1], [2**31 - 1]], dtype=np.int32),
        "mask": np.array([True, False, True]),
        "count": np.array([-(2**62)], dtype=np.int64),
        "nothing": np.zeros((0, 4), dtype=np.float32),
    },
    here / "by-python.safetensors",
    metadata={"run": "2026-11-23T12-43-07-fashion-gan", "ä": "ö"},
)


def frame(payload):
    length = struct.pack("<Q", len(payload))
    return length + struct.pack("<I", masked_crc32c(length)) + payload + struct.pack("<I", masked_crc32c(payload))


PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010800000000"
    "3a7e9b550000000a49444154789c6360000000020001e221bc330000000049454e44ae426082"
)
events = [Event(wall_time=1700000000.25, file_version="brain.Event:2")]
for step in range(0, 50):
    value = [
        Summary.Value(tag="dLoss", simple_value=step / 8),
        Summary.Value(tag="gLoss/ä", simple_value=float("nan") if step == 7 else -step),
    ]
    if step % 10 == 0:
        value.append(
            Summary.Value(
                tag="beliefs/real",
                histo=HistogramProto(
                    min=0.1, max=0.9, num=3 + step, sum=1.5, sum_squares=1.25,
                    bucket_limit=[0.25, 0.5, 0.75, 1.0], bucket=[1, 0, 2, step],
                ),
            )
        )
    if step == 20:
        image = Summary.Image(height=1, width=1, colorspace=1, encoded_image_string=PNG)
        value.append(Summary.Value(tag="samples", image=image))
    events.append(Event(wall_time=1700000000.5 + step, step=step * 200, summary=Summary(value=value)))
(here / "events.out.tfevents.1700000000.by-python").write_bytes(b"".join(frame(e.SerializeToString()) for e in events))
