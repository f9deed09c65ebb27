"""The maps of umap-learn and scikit-learn, for tests/bench/projection.bench.ts: FILE DIMS METHOD SAMPLES.

Prints one line of JSON: the milliseconds of each map, compiled beforehand, and the last one's places.
"""
import json
import sys
import time

import numpy as np

file, dims, method, samples = sys.argv[1], int(sys.argv[2]), json.loads(sys.argv[3]), int(sys.argv[4])
codings = np.fromfile(file, np.float32).reshape(-1, dims)


def make(of):
    if method["method"] == "umap":
        import umap

        return umap.UMAP(
            n_neighbors=method["neighbours"], n_epochs=method["epochs"], random_state=method["seed"]
        ).fit_transform(of)
    from sklearn.manifold import TSNE

    return TSNE(
        perplexity=method["perplexity"], max_iter=method["epochs"], random_state=method["seed"]
    ).fit_transform(of)


# What compiles on its first call does so for any codings; large enough to take the way that many codings take.
if method["method"] == "umap":
    make(codings[:5000])
milliseconds = []
for _ in range(samples):
    started_at = time.perf_counter()
    places = make(codings)
    milliseconds.append(1000 * (time.perf_counter() - started_at))
print(json.dumps({"ms": milliseconds, "places": places.astype(float).ravel().tolist()}))
