"""Figures that maps of codings are compared with: what umap-learn, scikit-learn and numpy make of the same codings.

Run with umap-learn 0.5.12, scikit-learn 1.9.1, numpy 2.4.6: python write-golden.py FOLDER_OF_FASHION_MNIST
The codings are such as any language makes to the bit: the sums of the 30 squares of 4 x 4 pixels in rows 2 to 25 and columns
4 to 23 of the first Fashion-MNIST training images, divided by 4096, which float32 holds exactly.
"""
import gzip
import json
import pathlib
import sys
import warnings

import numpy as np
import umap
from sklearn.manifold import TSNE, trustworthiness
from sklearn.manifold._t_sne import _joint_probabilities_nn
from sklearn.neighbors import NearestNeighbors

warnings.filterwarnings("ignore")
packed = gzip.open(pathlib.Path(sys.argv[1]) / "train-images-idx3-ubyte.gz").read()
images = np.frombuffer(packed, np.uint8, offset=16).reshape(-1, 28, 28)[:10000]
squares = images[:, 2:26, 4:24].astype(np.float64).reshape(-1, 6, 4, 5, 4)
codings = (squares.sum(axis=(2, 4)).reshape(-1, 30) / 4096).astype(np.float32)


def trust(of, places, neighbours=15):
    """Continuity is trustworthiness with the roles swapped."""
    return {
        "trustworthiness": float(trustworthiness(of, places, n_neighbors=neighbours)),
        "continuity": float(trustworthiness(places, of, n_neighbors=neighbours)),
    }


def size(places):
    """How far from their middle places lie, and how far from each the 14th nearest other lies, in the middle of all."""
    spread = np.sqrt(((places - places.mean(axis=0)) ** 2).sum(axis=1).mean())
    return {"spread": float(spread), "near": float(np.median(NearestNeighbors(n_neighbors=15).fit(places).kneighbors(places)[0][:, -1]))}


def pca(of, components):
    centred = of.astype(np.float64) - of.astype(np.float64).mean(axis=0)
    variances, axes = np.linalg.eigh(centred.T @ centred / len(of))
    return {
        "explained": (variances[::-1][:components] / variances.sum()).tolist(),
        # Of the first coding; an axis has no right way round.
        "absolutePlaces": np.abs(centred[0] @ axes[:, ::-1][:, :components]).tolist(),
    }


def mean_of(figures):
    return {key: float(np.mean([each[key] for each in figures])) for key in figures[0]}


def umap_figures(count):
    maps = (
        umap.UMAP(n_neighbors=15, min_dist=0.1, n_epochs=200, random_state=seed).fit_transform(codings[:count])
        for seed in range(3)
    )
    return mean_of([{**trust(codings[:count], places), **size(places)} for places in maps])


def tsne_figures(count):
    tsne = TSNE(perplexity=30, random_state=0, max_iter=1000)
    places = tsne.fit_transform(codings[:count])
    return {"divergence": float(tsne.kl_divergence_), **trust(codings[:count], places)}


def first_edges(graph):
    """The first coding's edges, by where they end."""
    graph = graph.tocsr()
    return {"edges": int(graph.nnz), "sum": float(graph.sum()), "ofFirst": {str(j): float(graph[0, j]) for j in graph[0].indices}}


few = codings[:300].astype(np.float64)
fuzzy, _, _ = umap.umap_.fuzzy_simplicial_set(
    few, 15, np.random.RandomState(0), "euclidean",
    knn_indices=NearestNeighbors(n_neighbors=15).fit(few).kneighbors(few)[1],
    knn_dists=NearestNeighbors(n_neighbors=15).fit(few).kneighbors(few)[0].astype(np.float32),
)
near = NearestNeighbors(n_neighbors=31).fit(few).kneighbors_graph(mode="distance")
near.data **= 2

golden = {
    "fuzzyGraph": first_edges(fuzzy),
    "affinities": first_edges(_joint_probabilities_nn(near, 10, 0)),
    "pcaOfCodings": pca(codings, 3),
    "pcaOfImages": pca(images[:2000].reshape(2000, 784) / np.float32(255), 2),
    # A poor map that needs no computing: two of the codings' own numbers.
    "trustOfTwoNumbers": {
        "5": trust(codings[:2000], codings[:2000, [7, 22]], 5),
        "15": trust(codings[:2000], codings[:2000, [7, 22]]),
        # So few that no two lie equally near, and each rank counts.
        "few": trust(codings[:40], codings[:40, [7, 22]], 3),
    },
    "umap": {"2000": umap_figures(2000), "10000": umap_figures(10000)},
    "tsne": {"2000": tsne_figures(2000), "5000": tsne_figures(5000)},
}
(pathlib.Path(__file__).parent / "expected.json").write_text(json.dumps(golden, indent=2) + "\n")
