"""What the usual Python tools take for Scrim's chains, one thread, every buffer made beforehand where OpenCV allows it.

Camera bytes (YUYV) to a finished RGB picture; a virtual camera would still have to be given it. The mask is given, at the
model's size. Prints the versions of its tools; then answers each line, the name of a chain, with the milliseconds of some
runs of it, as JSON.
"""
import json
import sys
import time

import cv2
import numpy as np

WIDTH, HEIGHT = 1280, 720
MODEL = (256, 144)
BLUR = (41, 41)

cv2.setNumThreads(1)
random = np.random.default_rng(0)
camera = random.integers(0, 256, (HEIGHT, WIDTH, 2), dtype=np.uint8)
mask = random.random(MODEL[::-1], dtype=np.float32)
backdrop = random.integers(0, 256, (HEIGHT, WIDTH, 3), dtype=np.uint8)

rgb = np.empty((HEIGHT, WIDTH, 3), np.uint8)
model_input = np.empty((*MODEL[::-1], 3), np.uint8)
foreground = np.empty((HEIGHT, WIDTH), np.float32)
background = np.empty_like(foreground)
blurred = np.empty_like(rgb)
result = np.empty_like(rgb)


def prepare():
    cv2.cvtColor(camera, cv2.COLOR_YUV2RGB_YUYV, dst=rgb)
    cv2.resize(rgb, MODEL, dst=model_input, interpolation=cv2.INTER_AREA)
    cv2.resize(mask, (WIDTH, HEIGHT), dst=foreground)
    cv2.subtract(1.0, foreground, dst=background)


def replace_in_place():
    prepare()
    cv2.blendLinear(rgb, backdrop, foreground, background, dst=result)


def blur_in_place():
    prepare()
    cv2.blur(rgb, BLUR, dst=blurred)
    cv2.blendLinear(rgb, blurred, foreground, background, dst=result)


def replace_naive():
    picture = cv2.cvtColor(camera, cv2.COLOR_YUV2RGB_YUYV)
    cv2.resize(picture, MODEL)
    alpha = cv2.resize(mask, (WIDTH, HEIGHT))[..., None]
    return (picture * alpha + backdrop * (1 - alpha)).astype(np.uint8).tobytes()


CHAINS = {chain.__name__: chain for chain in (replace_in_place, blur_in_place, replace_naive)}
TURN_S = 0.06


def turn(chain):
    took = []
    until = time.perf_counter() + TURN_S
    while time.perf_counter() < until:
        start = time.perf_counter()
        chain()
        took.append(1000 * (time.perf_counter() - start))
    return took


if __name__ == "__main__":
    print(f"OpenCV {cv2.__version__}, numpy {np.__version__}", flush=True)
    for line in sys.stdin:
        print(json.dumps(turn(CHAINS[line.strip()])), flush=True)
