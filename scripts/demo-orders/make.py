"""Makes the demo's pictures of doctors' orders; everything in them is invented.

    sudo apt-get install chromium fonts-liberation fonts-breip fonts-kristi fonts-dkg-handwriting \
        fonts-rufscript fonts-gnutypewriter
    python3 -m venv /tmp/venv && /tmp/venv/bin/pip install pillow numpy
    /tmp/venv/bin/python scripts/demo-orders/make.py [file.jpg ...]

Each page is HTML, rendered by Chromium without network, then 'photographed' (photo.py). The handwriting is
free fonts (SIL OFL; Rufscript: GPL with the font exception). Seeds are fixed: the same input, the same picture.
"""

import html
import io
import json
import pathlib
import random
import string
import subprocess
import sys
import tempfile

from PIL import Image

from photo import photograph

HERE = pathlib.Path(__file__).resolve().parent
OUT = HERE.parents[1] / "api" / "assets" / "demo" / "orders"
SIZES = {"a5": (760, 1060), "a5l": (1060, 760), "a4": (860, 1216)}
HAND_SIZES = {"Kristi": 54, "Breip": 39, "DkgHandwriting": 29, "Rufscript": 31}
LARGEST, SMALLEST = 148_000, 60_000

LOGOS = {
    "leaf": '<svg viewBox="0 0 60 60"><path d="M8 52C8 22 26 8 54 8c0 30-16 44-38 40M12 52C22 36 32 26 44 20" fill="none" stroke="currentColor" stroke-width="4" stroke-linecap="round"/></svg>',
    "cross": '<svg viewBox="0 0 60 60"><path d="M23 6h14v17h17v14H37v17H23V37H6V23h17z" fill="none" stroke="currentColor" stroke-width="4" stroke-linejoin="round"/></svg>',
    "rings": '<svg viewBox="0 0 60 60"><g fill="none" stroke="currentColor" stroke-width="4"><circle cx="22" cy="24" r="15"/><circle cx="38" cy="24" r="15"/><circle cx="30" cy="38" r="15"/></g></svg>',
    "none": "",
}


def handwritten(rng, text, gap):
    """Words that are not quite on the line."""
    words = []
    for word in text.split(" "):
        turn, rise, size = rng.uniform(-1.6, 1.6), rng.uniform(-2.5, 2.5), rng.uniform(0.95, 1.06)
        words.append(f'<span style="transform:translateY({rise:.1f}px) rotate({turn:.1f}deg) scale({size:.2f})">{html.escape(word)} </span>')
    return f'<span class="hand" style="transform:rotate({rng.uniform(-0.9, 0.4):.2f}deg);display:inline-block">{gap.join(words)}</span>'


def scribble(rng):
    """A signature: a tall first letter, a line that dies away, and a flourish."""
    x, y = rng.uniform(14, 40), rng.uniform(78, 96)
    tall = rng.uniform(58, 84)
    path = [f"M{x:.0f} {y:.0f}"]
    shape = rng.choice(["loop", "spike", "bow"])
    if shape == "loop":
        path.append(f"c-16 {-tall * .5:.0f} 30 {-tall * 1.3:.0f} 34 {-tall * .7:.0f} s-34 {tall:.0f} -40 {tall * .6:.0f} s70 -30 {rng.uniform(60, 76):.0f} -18")
    elif shape == "spike":
        path.append(f"l{rng.uniform(14, 24):.0f} {-tall:.0f} q4 {tall * .6:.0f} 10 {tall * 1.15:.0f} q6 {-tall * .8:.0f} 26 {-tall * .5:.0f} q-12 40 14 30")
    else:
        path.append(f"q46 {-tall * 1.2:.0f} 62 {-tall * .4:.0f} q-4 44 -50 40 q44 -16 70 {rng.uniform(-10, 4):.0f}")
    size = rng.uniform(16, 30)
    for _ in range(rng.randint(4, 8)):
        step = rng.uniform(12, 22)
        path.append(f"q{step * .35:.0f} {-size:.0f} {step * .6:.0f} {-size * rng.uniform(.1, .5):.0f} t{step * .4:.0f} {size * rng.uniform(.1, .4):.0f}")
        size *= rng.uniform(.68, .95)
    path.append(rng.choice([
        f"q50 -6 70 {rng.uniform(-30, -10):.0f}", f"q30 30 -60 30 q-90 4 -70 -8 q60 -14 {rng.uniform(130, 170):.0f} -6",
        f"c40 -70 64 10 -20 24 s-120 10 -96 2", "q30 4 40 -16 q-10 44 -34 40 q-20 -12 40 -26"]))
    return " ".join(path)


def body(rng, order):
    text = {key: html.escape(order[key]) for key in ("patient", "dni", "cover", "date", "dx")}
    if order["style"] == "electronic":
        studies = "".join(f'<p class="study"><b>{n}.</b> {html.escape(s)} <span style="float:right">Cant.: 1</span></p>' for n, s in enumerate(order["studies"], 1))
        return f"""<div class="boxes"><div><small>Paciente</small>{text["patient"]}</div><div><small>DNI</small>{text["dni"]}</div><div><small>Fecha</small>{text["date"]}</div>
            <div><small>Cobertura</small>{text["cover"]}</div><div><small>Orden n.º</small>{rng.randint(100000, 999999)}</div><div><small>Tipo</small>Ambulatorio</div></div>
            <p class="rp" style="font-size:26px">Solicito</p><div style="font-size:22px;border-left:5px solid #ccc;padding-left:18px;min-height:230px">{studies}</div>
            <p style="margin-top:26px;font-size:18px"><b>Diagnóstico:</b> {text["dx"]}</p><p style="margin:60px 0 8px;font-size:13px;color:#666">Código de verificación</p><div class="bar"></div>"""
    if order["style"] == "typed":
        studies = "<br>".join(html.escape(s).upper() for s in order["studies"])
        return f"""<div class="typed" style="margin-top:34px">{text["date"]}<br><br>Paciente: {text["patient"]}<br>D.N.I.:   {text["dni"]}<br>Cobertura: {text["cover"]}<br><br><br>
            Rp/<br><br>Solicito<br>{studies}<br><br>Diag.: {text["dx"]}</div>"""
    # Kristi's space is too narrow to tell words apart.
    gap = " " if order["hand"] == "Kristi" else ""

    def write(value):
        return handwritten(rng, value, gap)

    studies = "".join(f'<div class="study" style="padding-left:{rng.randint(14, 44)}px">{write(("– " if len(order["studies"]) > 1 else "") + s)}</div>' for s in order["studies"])
    if order["style"] == "form":
        return f"""<div class="boxes"><div><small>Apellido y nombre</small>{write(order["patient"])}</div><div><small>Documento</small>{write(order["dni"])}</div><div><small>Fecha</small>{write(order["date"])}</div></div>
            <div class="boxes" style="margin-top:-1px;grid-template-columns:1fr"><div><small>Obra social / plan</small>{write(order["cover"])}</div></div>
            <div class="boxes" style="grid-template-columns:1fr"><div style="min-height:150px"><small>Práctica solicitada</small>{studies}</div><div style="min-height:80px"><small>Diagnóstico</small>{write(order["dx"])}</div></div>"""
    return f"""<div class="field"><small>Paciente:</small>{write(order["patient"])}</div>
        <div class="field"><small>DNI:</small>{write(order["dni"])}<small style="margin-left:24px">Cobertura:</small>{write(order["cover"])}</div>
        <p class="rp">Rp/</p><div style="padding-left:12px">{write("Solicito:")}</div>{studies}
        <div style="margin-top:34px">{write("Dx: " + order["dx"])}</div>
        <div style="position:absolute;left:52px;bottom:96px">{write(order["date"])}</div>"""


def render(order, seed, folder):
    rng = random.Random(seed)
    width, height = SIZES[order["size"]]
    hand = order.get("hand", "Kristi")
    page = string.Template((HERE / "page.html").read_text()).substitute(
        width=width, height=height, paper=rng.choice(["#fdfcf8", "#fbfaf3", "#fcfcfb"]), colour=order["colour"],
        letterface=rng.choice(['"Liberation Serif"', '"Liberation Sans"']), hand=f'"{hand}"', handsize=HAND_SIZES[hand],
        ink=order.get("ink", "#1b2f7a"), typeface="GNUTypewriter", stampink=rng.choice(["#27397f", "#2f2f38", "#3b2f83"]),
        stampturn=f"{rng.uniform(-6, 4):.1f}", signright=rng.randint(46, 84), seed=seed, logo=LOGOS[order["logo"]],
        clinic=html.escape(order["clinic"]), clinicline=html.escape(order["line"]), clinicfoot=html.escape(order["foot"]),
        doctor=html.escape(order["doctor"]), speciality=html.escape(order["speciality"]), licence=order["licence"],
        scribble=scribble(random.Random(order["doctor"])), body=body(rng, order))
    source, picture = folder / "page.html", folder / "page.png"
    source.write_text(page)
    subprocess.run(
        ["chromium", "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
         "--disable-background-networking", "--disable-component-update", "--disable-sync", "--hide-scrollbars",
         f"--user-data-dir={folder / 'profile'}", "--force-device-scale-factor=1.5", f"--window-size={width},{height}",
         f"--screenshot={picture}", source.as_uri()], check=True, capture_output=True, timeout=120)
    return Image.open(picture).convert("RGB")


def as_jpeg(image):
    """The best quality that keeps the file small enough to embed."""
    for quality in range(86, 30, -4):
        buffer = io.BytesIO()
        image.save(buffer, "JPEG", quality=quality, optimize=True, progressive=True)
        if buffer.tell() <= LARGEST:
            break
    return buffer.getvalue(), quality


def main(wanted):
    OUT.mkdir(parents=True, exist_ok=True)
    for number, order in enumerate(json.loads((HERE / "orders.json").read_text())):
        if wanted and order["file"] not in wanted:
            continue
        seed = 1000 + number
        with tempfile.TemporaryDirectory() as folder:
            page = render(order, seed, pathlib.Path(folder))
        options = order["photo"]
        image = photograph(page, seed, options["desk"], options["turn"], options["fold"], options.get("dark", False), options.get("pen", False))
        data, quality = as_jpeg(image)
        (OUT / order["file"]).write_bytes(data)
        note = "" if len(data) >= SMALLEST else "  (small)"
        print(f'{order["file"]}: {len(data) // 1000} kB, quality {quality}{note}')


if __name__ == "__main__":
    main(sys.argv[1:])
