"""Images of every kind that people have, and what Pillow makes of them: python write-golden.py (Pillow 13, numpy 2)."""

import json
import pathlib
import struct
import zlib

import numpy as np
from PIL import Image, ImageOps

HERE = pathlib.Path(__file__).parent
WIDTH, HEIGHT = 22, 14


def picture() -> np.ndarray:
    """Smooth colours with an edge, no two corners alike: what is mirrored or turned wrongly is seen."""
    y, x = np.mgrid[0:HEIGHT, 0:WIDTH]
    red = 255 * x / (WIDTH - 1)
    green = 255 * y / (HEIGHT - 1)
    blue = np.where((x > 14) & (y < 5), 230, 40)
    return np.stack([red, green, blue], 2).round().astype(np.uint8)


def entry(image: Image.Image, mode: str) -> dict:
    array = np.asarray(image.convert(mode))
    return {
        "width": image.width,
        "height": image.height,
        "channels": 1 if mode == "L" else 3,
        "pixels": array.reshape(-1).tolist(),
    }


def on_black(image: Image.Image) -> Image.Image:
    return Image.alpha_composite(Image.new("RGBA", image.size, (0, 0, 0, 255)), image.convert("RGBA")).convert("RGB")


expected: dict[str, dict] = {}


def keep(name: str, tolerance: int, mode: str, make=lambda image: image) -> None:
    with Image.open(HERE / name) as image:
        image.load()
        expected[name] = {"tolerance": tolerance, **entry(make(image), mode)}


colour = Image.fromarray(picture())
grey = colour.convert("L")

colour.save(HERE / "rgb.png")
keep("rgb.png", 0, "RGB")
grey.save(HERE / "grey.png")
keep("grey.png", 0, "L")
alpha = colour.copy()
alpha.putalpha(Image.fromarray(np.linspace(0, 255, WIDTH * HEIGHT).round().astype(np.uint8).reshape(HEIGHT, WIDTH)))
alpha.save(HERE / "rgba.png")
keep("rgba.png", 1, "RGB", on_black)
colour.quantize(7).save(HERE / "palette-4-bit.png", bits=4)
keep("palette-4-bit.png", 0, "RGB")
seen_through = colour.quantize(200)
seen_through.save(HERE / "palette-transparent.png", transparency=bytes(range(200)))
keep("palette-transparent.png", 1, "RGB", on_black)
grey.quantize(16).save(HERE / "palette-grey.png")
keep("palette-grey.png", 0, "L")
grey.convert("1", dither=Image.Dither.NONE).save(HERE / "1-bit.png")
keep("1-bit.png", 0, "L")
sixteen = (np.asarray(grey).astype(np.uint32) * 257 - np.arange(WIDTH)[None, :] % 97).clip(0, 65535).astype(np.uint16)
Image.fromarray(sixteen).save(HERE / "16-bit.png")
expected["16-bit.png"] = {
    "tolerance": 0,
    "width": WIDTH,
    "height": HEIGHT,
    "channels": 1,
    "pixels": np.floor(sixteen / 257 + 0.5).astype(int).reshape(-1).tolist(),
}
colour.save(HERE / "baseline.jpg", quality=95, subsampling=0)
keep("baseline.jpg", 3, "RGB")
colour.save(HERE / "progressive.jpg", quality=95, subsampling=0, progressive=True)
keep("progressive.jpg", 3, "RGB")
colour.save(HERE / "subsampled.jpg", quality=90, subsampling=2)
# libjpeg interpolates the colours that were left out, others repeat them: at an edge that shows.
keep("subsampled.jpg", 70, "RGB")
grey.save(HERE / "grey.jpg", quality=95)
keep("grey.jpg", 3, "L")
colour.convert("CMYK").save(HERE / "cmyk.jpg", quality=95)
keep("cmyk.jpg", 5, "RGB")
colour.save(HERE / "rgb-stored.jpg", quality=95, subsampling=0, keep_rgb=True)
keep("rgb-stored.jpg", 3, "RGB")
for orientation in range(1, 9):
    exif = Image.Exif()
    exif[0x0112] = orientation
    name = f"orientation-{orientation}.jpg"
    colour.save(HERE / name, quality=95, subsampling=0, exif=exif)
    keep(name, 3, "RGB", lambda image: ImageOps.exif_transpose(image))

BILINEAR = Image.Resampling.BILINEAR
sizes = {"smaller": (9, 6), "larger": (31, 40), "square": (10, 10)}
resized = {
    f"{fit} {name}": entry(make(colour, size), "RGB")
    for name, size in sizes.items()
    for fit, make in {
        "stretch": lambda image, size: image.resize(size, BILINEAR),
        "crop": lambda image, size: ImageOps.fit(image, size, BILINEAR),
        "pad": lambda image, size: ImageOps.pad(image, size, BILINEAR),
    }.items()
}
(HERE / "expected.json").write_text(
    json.dumps({"decoded": expected, "resized": resized, "grey": entry(colour, "L")}, separators=(",", ":")) + "\n"
)

# What no program here writes, by hand: an interlaced picture of two colours a pixel's bit each.
raw = b"\x00\x80" * 8


def chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


(HERE / "interlaced-1-bit.png").write_bytes(
    b"\x89PNG\r\n\x1a\n"
    + chunk(b"IHDR", struct.pack(">IIBBBBB", 8, 8, 1, 0, 0, 0, 1))
    + chunk(b"IDAT", zlib.compress(raw))
    + chunk(b"IEND", b"")
)
