"""Turns a flat page into something that looks photographed with a telephone on a desk."""

import numpy as np
from PIL import Image, ImageFilter


def noise(rng, height, width, cell_y, cell_x):
    """Smooth noise between -1 and 1 whose grains are about cell_y by cell_x pixels."""
    small = rng.uniform(-1, 1, (max(2, height // cell_y + 2), max(2, width // cell_x + 2)))
    image = Image.fromarray(small.astype("float32"), "F")
    return np.asarray(image.resize((width, height), Image.BICUBIC))


def desk(rng, kind, height, width):
    y, x = np.mgrid[0:height, 0:width].astype("float32")
    if kind in ("oak", "walnut"):
        base = np.array([176, 134, 92] if kind == "oak" else [104, 70, 48], "float32")
        bend = x + 26 * noise(rng, height, width, 620, 240)
        grain = 0.5 * noise(rng, height, width, 700, 7) + 0.35 * noise(rng, height, width, 260, 3)
        rings = np.sin(bend / 17 + 5 * noise(rng, height, width, 900, 160))
        planks = np.where((x + 140) % 430 < 3, -0.55, 0)
        tone = 1 + 0.10 * grain + 0.035 * rings + planks + 0.05 * noise(rng, height, width, 900, 430)
    elif kind == "cloth":
        base = np.array([186, 196, 204], "float32")
        weave = np.sin(x * 1.9) * np.sin(y * 1.9)
        check = 0.16 * (((x // 95) % 2 == 0).astype("float32") + ((y // 95) % 2 == 0))
        tone = 1.02 - check + 0.05 * weave + 0.05 * noise(rng, height, width, 240, 300)
    else:
        base = np.array([142, 143, 145], "float32")
        tone = 1 + 0.05 * noise(rng, height, width, 4, 4) + 0.06 * noise(rng, height, width, 300, 300)
    return base * tone[..., None]


def paper_light(rng, height, width, folded):
    """How light falls on paper that is not quite flat."""
    light = 1 + 0.022 * noise(rng, height, width, 420, 360) + 0.008 * noise(rng, height, width, 2, 2)
    if folded:
        y = np.arange(height, dtype="float32")[:, None] + 4 * noise(rng, height, width, 300, 200)
        at = height * rng.uniform(0.47, 0.53)
        distance = y - at
        light -= 0.075 * np.exp(-np.abs(distance) / 26) * (distance > 0)
        light += 0.03 * np.exp(-np.abs(distance) / 40) * (distance <= 0)
        light -= 0.09 * np.exp(-(distance**2) / 5)
    return light


def homography(source, target):
    rows = []
    for (x, y), (u, v) in zip(target, source):
        rows.append([x, y, 1, 0, 0, 0, -u * x, -u * y])
        rows.append([0, 0, 0, x, y, 1, -v * x, -v * y])
    solved = np.linalg.solve(np.array(rows, float), np.array(source, float).reshape(8))
    return np.append(solved, 1).reshape(3, 3)


def sample(image, u, v):
    """Bilinear, clamped at the edges."""
    height, width = image.shape[:2]
    u, v = np.clip(u, 0, width - 1.001), np.clip(v, 0, height - 1.001)
    x, y = u.astype(int), v.astype(int)
    a, b = (u - x)[..., None], (v - y)[..., None]
    top = image[y, x] * (1 - a) + image[y, x + 1] * a
    return top * (1 - b) + (image[y + 1, x] * (1 - a) + image[y + 1, x + 1] * a) * b


def blurred(array, radius):
    image = Image.fromarray((np.clip(array, 0, 1) * 255).astype("uint8"))
    return np.asarray(image.filter(ImageFilter.GaussianBlur(radius)), "float32") / 255


def pen(rng, scene, shade):
    """A ball pen beside the paper."""
    height, width = scene.shape[:2]
    y, x = np.mgrid[0:height, 0:width].astype("float32")
    angle = np.radians(rng.uniform(62, 78))
    cx, cy = width * 0.90, height * rng.uniform(0.55, 0.7)
    along = (x - cx) * np.cos(angle) + (y - cy) * np.sin(angle)
    across = -(x - cx) * np.sin(angle) + (y - cy) * np.cos(angle)
    half = np.clip(np.minimum(15.0, (along + 300) * 0.32), 0, 15)
    body = (np.abs(across) < half) & (np.abs(along) < 300)
    shadow = ((np.abs(across - 14) < 15) & (np.abs(along) < 296)).astype("float32")
    shade *= 1 - 0.5 * blurred(shadow, 9)
    gloss = 0.45 + 0.75 * np.exp(-((across + 5) ** 2) / 22) + 0.12 * (across / 15)
    colour = np.where((along < -252)[..., None], [200, 200, 205], np.array([32, 60, 132]))
    colour = np.where((along > 215)[..., None], [30, 32, 40], colour)
    edge = blurred(body.astype("float32"), 1)[..., None]
    return scene * (1 - edge) + colour * gloss[..., None] * edge


def photograph(page, seed, kind="oak", turn=0.0, fold=False, dark=False, pen_beside=False):
    rng = np.random.default_rng(seed)
    page = np.asarray(page.convert("RGB"), "float32")
    ph, pw = page.shape[:2]
    page = page * paper_light(rng, ph, pw, fold)[..., None]

    landscape = pw > ph
    width, height = (1400, 1050) if landscape else (1050, 1400)
    room = 0.86 if not pen_beside else 0.80
    scale = min(width * room / pw, height * 0.90 / ph)
    cx = width / 2 + rng.uniform(-14, 14) - (70 if pen_beside else 0)
    cy = height / 2 + rng.uniform(-16, 16)
    angle = np.radians(turn)
    corners = []
    # The far edge is a little shorter: a telephone is never quite above the page.
    for x, y in ((-1, -1), (1, -1), (1, 1), (-1, 1)):
        grow = 1 + 0.035 * y
        px, py = x * pw * scale / 2 * grow, y * ph * scale / 2
        corners.append((cx + px * np.cos(angle) - py * np.sin(angle) + rng.uniform(-5, 5),
                        cy + px * np.sin(angle) + py * np.cos(angle) + rng.uniform(-5, 5)))
    matrix = homography([(0, 0), (pw, 0), (pw, ph), (0, ph)], corners)

    y, x = np.mgrid[0:height, 0:width].astype("float32")
    x = x + 4.5 * noise(rng, height, width, 900, 1000)
    y = y + 5.0 * noise(rng, height, width, 1000, 900)
    w = matrix[2, 0] * x + matrix[2, 1] * y + 1
    u = (matrix[0, 0] * x + matrix[0, 1] * y + matrix[0, 2]) / w
    v = (matrix[1, 0] * x + matrix[1, 1] * y + matrix[1, 2]) / w
    to_edge = np.minimum(np.minimum(u, pw - u), np.minimum(v, ph - v))
    inside = np.clip(to_edge * scale + 0.5, 0, 1).astype("float32")

    background = desk(rng, kind, height, width)
    shade = np.ones((height, width), "float32")
    lifted = np.roll(inside, (11, 9), (0, 1))
    shade *= 1 - 0.42 * blurred(lifted, 14) - 0.25 * blurred(np.roll(inside, (3, 3), (0, 1)), 3)
    if pen_beside:
        background = pen(rng, background, shade)
    background = background * shade[..., None]

    # Page pixels are finer than those of the photograph: soften before sampling.
    soft = Image.fromarray(np.clip(page, 0, 255).astype("uint8")).filter(ImageFilter.GaussianBlur(0.42 / scale))
    mask = inside[..., None]
    scene = background * (1 - mask) + sample(np.asarray(soft, "float32"), u, v) * mask

    gy, gx = np.mgrid[-1:1:height * 1j, -1:1:width * 1j]
    side = rng.choice([-1, 1])
    light = 0.99 + 0.10 * (side * gx * 0.7 - gy * 0.7) - 0.10 * (gx**2 + gy**2)
    # The shadow of the hand that holds the telephone.
    hand = np.exp(-(((gx - side * -0.75) / 0.62) ** 2 + ((gy - 0.95) / 0.55) ** 2))
    light -= 0.20 * hand
    scene = scene * light[..., None] * np.array([1.01, 1.0, 0.965])

    if dark:
        scene = scene * np.array([0.40, 0.36, 0.30]) + 6
        wide = np.pad(scene, ((9, 9), (9, 9), (0, 0)), "edge")
        scene = sum(np.roll(wide, (round(0.55 * step), step), (0, 1)) for step in range(-9, 10))[9:-9, 9:-9] / 19
        image = Image.fromarray(np.clip(scene, 0, 255).astype("uint8")).filter(ImageFilter.GaussianBlur(2.6))
        scene = np.asarray(image, "float32")
    grain = rng.normal(0, 7.5 if dark else 2.2, (height // 2, width // 2, 3))
    scene = scene + np.repeat(np.repeat(grain, 2, 0), 2, 1) * (0.6 if not dark else 0.8)
    return Image.fromarray(np.clip(scene, 0, 255).astype("uint8"))
