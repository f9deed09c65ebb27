"""
What both peers share: the conversation with tests/bench/steps.bench.ts, and the data. A peer lives as long as its stdin.
It says its versions in a first line of JSON, and then answers each request (a line: model, threads, steps, batch,
stepsPerCall) with a line: {"stepMs": milliseconds a step}, null for a model that it doesn't have, or {"error": why}.

Arguments of a peer: the folder with images.f32 (row-major [count, 28, 28], pixels in [0, 1]) and labels.i32, and how
many threads compute.
"""
import json
import sys
import time
import traceback

import numpy as np

PIXELS = 28 * 28


class Data:
    """The images and classes that Gibbon trains on, too."""

    def __init__(self, folder):
        self.images = np.fromfile(f"{folder}/images.f32", dtype="<f4").reshape(-1, PIXELS)
        self.labels = np.fromfile(f"{folder}/labels.i32", dtype="<i4").astype(np.int64)

    def batches(self, size):
        """Whole batches only: [batches, size, 784] and [batches, size]."""
        count = len(self.images) // size
        images = self.images[: count * size].reshape(count, size, PIXELS)
        return images, self.labels[: count * size].reshape(count, size)


def serve(versions, prepare):
    """
    prepare(model, batch, steps_per_call) gives a function that does so many steps and reads their losses, as Gibbon
    does after each call, or None. What it prepares (tensors, compiled code) is not timed.
    """
    replies = sys.stdout
    # What a library prints must not end up between the replies.
    sys.stdout = sys.stderr
    say(replies, {"versions": versions})
    prepared = {}
    for line in sys.stdin:
        request = json.loads(line)
        try:
            say(replies, {"stepMs": answer(request, prepared, prepare)})
        except Exception:  # It is the bench that has to say what went wrong.
            say(replies, {"error": traceback.format_exc()})


def answer(request, prepared, prepare):
    key = (request["model"], request["batch"], request.get("stepsPerCall", 1))
    if key not in prepared:
        if any(known[0] != key[0] for known in prepared):
            prepared.clear()  # The bench goes on to the next model and never comes back.
        prepared[key] = prepare(*key)
    call = prepared[key]
    if call is None:
        return None
    calls = max(1, request["steps"] // key[2])
    started = time.perf_counter()
    for _ in range(calls):
        call()
    return (time.perf_counter() - started) * 1e3 / (calls * key[2])


def say(replies, message):
    replies.write(json.dumps(message) + "\n")
    replies.flush()
