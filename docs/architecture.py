"""The source of Architecture.png: `make picture` draws it anew."""

import sys
from dataclasses import dataclass
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

WIDTH, HEIGHT = 1600, 980
INK, PALE, LINE = "#1f2933", "#52606d", "#7b8794"
BLUE, GREEN, AMBER, VIOLET, GREY = "#dbeafe", "#dcfce7", "#fef3c7", "#ede9fe", "#f1f5f9"
PICTURE = Path(__file__).resolve().parent.parent / "Architecture.png"


@dataclass(frozen=True)
class Box:
    """A box with a title and lines of small print; (x, y) is its upper left corner."""

    x: int
    y: int
    width: int
    height: int
    title: str
    lines: tuple[str, ...]
    colour: str

    @property
    def left(self) -> tuple[int, int]:
        """The middle of its left side."""
        return self.x, self.y + self.height // 2

    @property
    def right(self) -> tuple[int, int]:
        """The middle of its right side."""
        return self.x + self.width, self.y + self.height // 2

    @property
    def top(self) -> tuple[int, int]:
        """The middle of its upper side."""
        return self.x + self.width // 2, self.y

    @property
    def bottom(self) -> tuple[int, int]:
        """The middle of its lower side."""
        return self.x + self.width // 2, self.y + self.height


CLIENT = Box(40, 420, 200, 110, "Client", ("browser, app, curl",), GREY)
GATEWAY = Box(
    330, 350, 260, 250, "Traefik gateway",
    ("api.localhost  :80 or :8000", "dashboard  :8080", "routing, retries, CORS,", "health checks"), BLUE,
)  # fmt: skip
RESUME = Box(
    700,
    110,
    330,
    190,
    "resume-service  :8001",
    ("/api/v1/resumes", "import, search, export,", "versions, erasure"),
    GREEN,
)
INTERVIEW = Box(
    700, 380, 330, 190, "interview-service  :8002",
    ("/api/v1/interview", "question sets", "evidence checked in code"), GREEN,
)  # fmt: skip
LEARNING = Box(
    700, 650, 330, 190, "learning-service  :8003",
    ("/api/v1/learning", "analysis, path, schedule", "resources from a catalogue"), GREEN,
)  # fmt: skip
MONGODB = Box(
    1180,
    110,
    370,
    190,
    "MongoDB",
    ("resume_service.resumes", "interview_service.interviews", "learning_service.learning_paths"),
    AMBER,
)
REGISTRY = Box(
    1180, 400, 370, 150, "shared.llm registry",
    ("one deadline, fallback in order,", "structured output, attempts"), VIOLET,
)  # fmt: skip
RULES = Box(
    1180,
    790,
    370,
    120,
    "Built-in rules (no key)",
    ("question packs, learning units,", "resources, in Korean and English"),
    VIOLET,
)
PROVIDERS = tuple(
    Box(1180 + 127 * number, 630, 116, 80, name, (), GREY) for number, name in enumerate(("OpenAI", "Claude", "Gemini"))
)


def main(target: Path) -> None:
    """Draw the picture into `target`."""
    image = Image.new("RGB", (WIDTH, HEIGHT), "white")
    pen = ImageDraw.Draw(image)
    pen.text((40, 28), "Interview preparation backend", INK, ImageFont.load_default(34))
    small = ImageFont.load_default(18)
    arrow(pen, CLIENT.right, GATEWAY.left, "HTTP")
    for service in (RESUME, INTERVIEW, LEARNING):
        arrow(pen, GATEWAY.right, service.left)
    arrow(pen, RESUME.right, MONGODB.left)
    arrow(pen, INTERVIEW.top, RESUME.bottom, "REST: read, erase")
    elbow(pen, [(700, 690), (660, 690), (660, 250), (700, 250)])
    elbow(pen, [(1030, 420), (1095, 420), (1095, 250), (1180, 250)])
    elbow(pen, [(1030, 690), (1125, 690), (1125, 275), (1180, 275)])
    arrow(pen, (1030, 475), REGISTRY.left)
    elbow(pen, [(1030, 285), (1140, 285), (1140, 430), (1180, 430)])
    elbow(pen, [(1030, 730), (1150, 730), (1150, 510), (1180, 510)])
    elbow(pen, [(1030, 540), (1070, 540), (1070, 850), (1180, 850)])
    arrow(pen, (1030, 815), (1180, 815))
    for provider in PROVIDERS:
        arrow(pen, (provider.top[0], REGISTRY.bottom[1]), provider.top)
    pen.text((1180, 722), "whichever answers, in this order", PALE, small)
    for box in (CLIENT, GATEWAY, RESUME, INTERVIEW, LEARNING, MONGODB, REGISTRY, RULES, *PROVIDERS):
        draw(pen, box)
    pen.text(
        (40, 930),
        "Each service owns its database; between services there is REST alone. All three import `shared`.",
        PALE,
        small,
    )
    image.save(target, optimize=True)


def draw(pen: ImageDraw.ImageDraw, box: Box) -> None:
    """Draw one box."""
    corner = (box.x, box.y, box.x + box.width, box.y + box.height)
    pen.rounded_rectangle(corner, 14, box.colour, LINE, 2)
    title, text = ImageFont.load_default(23), ImageFont.load_default(19)
    top = box.y + (18 if box.lines else box.height // 2 - 14)
    pen.text((box.x + 18, top), box.title, INK, title)
    for number, line in enumerate(box.lines):
        pen.text((box.x + 18, top + 42 + 28 * number), line, PALE, text)


def arrow(pen: ImageDraw.ImageDraw, start: tuple[int, int], end: tuple[int, int], label: str = "") -> None:
    """Draw a straight arrow, its label beside its middle."""
    pen.line([start, end], LINE, 3)
    head(pen, start, end)
    if label:
        middle = ((start[0] + end[0]) // 2, (start[1] + end[1]) // 2)
        beside = (middle[0] - 22, middle[1] - 28) if start[1] == end[1] else (middle[0] + 12, middle[1] - 10)
        pen.text(beside, label, PALE, ImageFont.load_default(18))


def elbow(pen: ImageDraw.ImageDraw, points: list[tuple[int, int]]) -> None:
    """Draw an arrow around corners."""
    pen.line(points, LINE, 3)
    head(pen, points[-2], points[-1])


def head(pen: ImageDraw.ImageDraw, start: tuple[int, int], end: tuple[int, int]) -> None:
    """Draw an arrow's head at `end`."""
    across, down = end[0] - start[0], end[1] - start[1]
    length = (across**2 + down**2) ** 0.5
    x, y = across / length, down / length
    back = (end[0] - 14 * x, end[1] - 14 * y)
    pen.polygon([end, (back[0] - 7 * y, back[1] + 7 * x), (back[0] + 7 * y, back[1] - 7 * x)], LINE)


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else PICTURE)
