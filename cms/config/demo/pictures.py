"""Pictures for the demo, drawn here: flat shapes in few colours, no photographs, nobody's face."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import dataclass

from django.core.files.base import ContentFile
from PIL import Image, ImageDraw
from wagtail.models import Collection

from media.models import WardImage

WIDTH, HEIGHT = 1600, 900
# Drawn twice as large and made smaller: edges come out smooth.
SCALE = 2
Draw = ImageDraw.ImageDraw
Box = tuple[float, float, float, float]


@dataclass(frozen=True)
class Scene:
    title: str
    alt: str
    sky: str
    ground: str
    draw: Callable[[Canvas], None]


class Canvas:
    """Coordinates of the finished picture; everything is drawn ``SCALE`` times larger."""

    def __init__(self, sky: str, ground: str) -> None:
        self.image = Image.new("RGB", (WIDTH * SCALE, HEIGHT * SCALE), sky)
        self.pen: Draw = ImageDraw.Draw(self.image)
        self.box((0, 640, WIDTH, HEIGHT), ground)

    def box(self, box: Box, colour: str, radius: float = 0) -> None:
        self.pen.rounded_rectangle(self._large(box), radius * SCALE, fill=colour)

    def oval(self, box: Box, colour: str) -> None:
        self.pen.ellipse(self._large(box), fill=colour)

    def shape(self, *points: tuple[float, float], colour: str) -> None:
        self.pen.polygon([(x * SCALE, y * SCALE) for x, y in points], fill=colour)

    def line(self, *points: tuple[float, float], colour: str, width: float) -> None:
        self.pen.line([(x * SCALE, y * SCALE) for x, y in points], fill=colour, width=int(width * SCALE))

    def tree(self, x: float, y: float, size: float, leaves: str = "#4b8b5a") -> None:
        self.box((x - size * 0.06, y - size * 0.5, x + size * 0.06, y), "#7a5a41")
        self.oval((x - size * 0.32, y - size * 1.05, x + size * 0.32, y - size * 0.4), leaves)
        self.oval((x - size * 0.46, y - size * 0.8, x, y - size * 0.38), leaves)
        self.oval((x, y - size * 0.8, x + size * 0.46, y - size * 0.38), leaves)

    @staticmethod
    def _large(box: Box) -> Box:
        return box[0] * SCALE, box[1] * SCALE, box[2] * SCALE, box[3] * SCALE

    def png(self) -> bytes:
        buffer = io.BytesIO()
        self.image.resize((WIDTH, HEIGHT), Image.Resampling.LANCZOS).save(buffer, "PNG", optimize=True)
        return buffer.getvalue()


def _park(c: Canvas) -> None:
    c.oval((1180, 90, 1360, 270), "#ffd98a")
    for x, size in ((160, 420), (420, 300), (1260, 380), (1480, 460)):
        c.tree(x, 690, size)
    c.shape((640, 900), (780, 640), (850, 640), (960, 900), colour="#e7d9bd")
    c.box((560, 610, 700, 626), "#8a6a4a")
    for x in (580, 670):
        c.box((x, 626, x + 12, 690), "#6d5138")
    c.line((980, 420), (980, 700), colour="#c8574b", width=16)
    c.line((980, 430), (1180, 700), colour="#3f7fb5", width=44)


def _lanterns(c: Canvas) -> None:
    c.line((0, 150), (400, 230), (800, 250), (1200, 230), (1600, 150), colour="#f3e6c8", width=8)
    for number, x in enumerate(range(110, 1600, 230)):
        y = 175 + 75 * (1 - ((x - 800) / 800) ** 2)
        c.oval((x - 72, y, x + 72, y + 170), "#e8604c" if number % 2 else "#f6b04a")
        c.box((x - 34, y - 8, x + 34, y + 10), "#3a2e39", 4)
        c.box((x - 34, y + 160, x + 34, y + 178), "#3a2e39", 4)
    for x, wide, colour in ((140, 330, "#546a8c"), (620, 380, "#7b5a7a"), (1130, 340, "#546a8c")):
        c.box((x, 560, x + wide, 760), colour)
        c.shape((x - 40, 560), (x + wide / 2, 470), (x + wide + 40, 560), colour="#d8573f")
        c.box((x + 30, 620, x + wide - 30, 690), "#fbeecb", 6)


def _shed(c: Canvas) -> None:
    c.shape((340, 380), (800, 200), (1260, 380), colour="#a3472f")
    c.box((400, 380, 1200, 740), "#f2e3c6")
    c.box((560, 470, 800, 740), "#6f8fa6")
    c.box((806, 470, 1040, 740), "#5f7f96")
    c.oval((770, 590, 796, 616), "#f4d35e")
    for x, colour in ((180, "#d64933"), (250, "#d64933")):
        c.box((x, 560, x + 54, 740), colour, 20)
        c.box((x + 18, 530, x + 36, 566), "#333333")
    c.box((1270, 640, 1430, 740), "#c89b5b")
    c.box((1310, 550, 1450, 642), "#b9894a")
    c.tree(80, 760, 340, "#5c8f6b")


def _flowers(c: Canvas) -> None:
    c.oval((150, 80, 310, 240), "#fff1b8")
    c.box((100, 690, 1500, 840), "#9a6b4a", 20)
    for number in range(13):
        x, top = 180 + number * 104, 480 + (number % 3) * 46
        colour = ("#e76f8a", "#f4a259", "#8f7ad1", "#f4d35e")[number % 4]
        c.line((x, 700), (x, top), colour="#3e7d4f", width=12)
        c.oval((x, 600, x + 60, 640), "#57a06a")
        for dx, dy in ((-36, 0), (36, 0), (0, -36), (0, 36)):
            c.oval((x + dx - 30, top + dy - 30, x + dx + 30, top + dy + 30), colour)
        c.oval((x - 22, top - 22, x + 22, top + 22), "#fff4cf")


def _books(c: Canvas) -> None:
    c.box((200, 690, 1400, 724), "#7a5a41", 6)
    x = 260.0
    for number, wide in enumerate((70, 96, 60, 110, 80, 64, 100, 76, 92, 60, 84)):
        tall = 300 + (number * 73) % 130
        colour = ("#3f6c8f", "#c8574b", "#e9b44c", "#5b8e7d", "#7b5a7a")[number % 5]
        c.box((x, 690 - tall, x + wide, 690), colour, 6)
        c.box((x + 12, 690 - tall + 40, x + wide - 12, 690 - tall + 70), "#fbf3e0", 3)
        x += wide + 8
    c.box((1220, 560, 1330, 690), "#f2e3c6", 10)
    c.tree(1275, 580, 190)


def _river(c: Canvas) -> None:
    c.shape((0, 900), (0, 760), (520, 650), (1080, 650), (1600, 780), (1600, 900), colour="#76b5c9")
    c.shape((300, 900), (620, 690), (980, 690), (1300, 900), colour="#9fd0de")
    c.line((240, 640), (800, 520), (1360, 640), colour="#b08968", width=34)
    for x in (420, 610, 800, 990, 1180):
        c.line((x, 640 - 120 * (1 - ((x - 800) / 560) ** 2)), (x, 680), colour="#8a6a4a", width=16)
    c.tree(120, 700, 380)
    c.tree(1480, 710, 420, "#6ba05a")
    for x, y in ((640, 780), (860, 820), (1010, 760)):
        c.oval((x, y, x + 54, y + 22), "#f4a259")


def _tools(c: Canvas) -> None:
    c.box((120, 700, 1480, 740), "#8a6a4a", 8)
    c.box((420, 300, 980, 680), "#33475b", 26)
    c.box((450, 330, 950, 640), "#dff1f5", 8)
    c.box((600, 680, 800, 702), "#33475b", 6)
    for number, wide in enumerate((380, 300, 420, 260)):
        c.box((490, 380 + number * 60, 490 + wide, 408 + number * 60), "#7fb0c4", 10)
    c.box((1100, 460, 1250, 700), "#2f3e4e", 22)
    c.box((1114, 486, 1236, 664), "#fdf3d7", 6)
    c.box((220, 560, 330, 700), "#e9b44c", 14)
    c.line((250, 560), (236, 440), colour="#c8574b", width=16)
    c.line((290, 560), (306, 420), colour="#3f7fb5", width=16)


def _bench(c: Canvas) -> None:
    c.oval((1240, 80, 1420, 260), "#ffe6a7")
    c.tree(240, 720, 520)
    c.tree(1400, 720, 380, "#7aa35b")
    c.box((480, 560, 1120, 590), "#a9784f", 8)
    c.box((480, 490, 1120, 520), "#a9784f", 8)
    for x in (530, 1050):
        c.box((x, 480, x + 20, 720), "#54616e")
    c.box((640, 500, 760, 560), "#e76f51", 16)
    c.oval((860, 516, 930, 560), "#fbf3e0")


SCENES = {
    "park": Scene("公園", "木々と遊具のある公園のイラスト", "#cfe8f3", "#a9cf94", _park),
    "lanterns": Scene("祭りの提灯", "提灯の下に模擬店が並ぶ祭りのイラスト", "#2f3b5c", "#4b4453", _lanterns),
    "shed": Scene("防災倉庫", "消火器と箱が並ぶ防災倉庫のイラスト", "#d9ecf2", "#c9c2a8", _shed),
    "flowers": Scene("花壇", "色とりどりの花が咲く花壇のイラスト", "#d6eef0", "#a4c98c", _flowers),
    "books": Scene("本棚", "本と鉢植えが並ぶ棚のイラスト", "#f6ead3", "#e3d1ae", _books),
    "river": Scene("川と橋", "橋の架かる川と両岸の木のイラスト", "#d3eaf5", "#a8cd95", _river),
    "tools": Scene("画面と道具", "パソコンとスマートフォンの載った机のイラスト", "#f3e9dc", "#e2d3bd", _tools),
    "bench": Scene("ベンチ", "木陰のベンチのイラスト", "#d7ecf4", "#b3d09a", _bench),
}


def draw(name: str) -> bytes:
    """The scene as PNG, ``WIDTH`` by ``HEIGHT`` pixels; the same bytes every time."""
    scene = SCENES[name]
    canvas = Canvas(scene.sky, scene.ground)
    scene.draw(canvas)
    return canvas.png()


def make_pictures(collection: Collection) -> dict[str, WardImage]:
    """Every scene as a picture of the library."""
    made = {}
    for name, scene in SCENES.items():
        picture = WardImage(title=scene.title, description=scene.alt, collection=collection)
        picture.file = ContentFile(draw(name), name=f"{name}.png")
        picture.save()
        made[name] = picture
    return made
