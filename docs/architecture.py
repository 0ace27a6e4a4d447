"""The source of Architecture.png: `make picture` draws it anew."""

import sys
from dataclasses import dataclass
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

WIDTH, HEIGHT = 1600, 1140
INK, PALE, LINE = "#1f2933", "#52606d", "#7b8794"
BLUE, GREEN, AMBER, VIOLET, GREY, WHITE = "#dbeafe", "#dcfce7", "#fef3c7", "#ede9fe", "#f1f5f9", "#fcfdfe"
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


CLIENT = Box(40, 95, 220, 120, "Client", ("browser, app, curl",), GREY)
GATEWAY = Box(
    340, 95, 870, 120, "Traefik gateway",
    ("api.localhost  :80 or :8000,  dashboard  :8080", "routing, retries, rates, CORS, health checks"), BLUE,
)  # fmt: skip
RESUME = Box(
    340, 290, 270, 190, "resume-service  :8001",
    ("/api/v1/resumes", "resumes  versions", "imports  exports", "erasures"), GREEN,
)  # fmt: skip
INTERVIEW = Box(
    640, 290, 270, 190, "interview-service  :8002",
    ("/api/v1/interview", "questions  sessions", "answers  reports", "data: packs, rubric, prompt"), GREEN,
)  # fmt: skip
LEARNING = Box(
    940, 290, 270, 190, "learning-service  :8003",
    ("/api/v1/learning", "paths  catalogue", "data: units, resources"), GREEN,
)  # fmt: skip
SHARED = Box(340, 590, 870, 515, "shared", (), WHITE)
WEB = Box(
    365, 640, 255, 185, "web",
    ("the HTTP door: app,", "identity, problems,", "idempotency, limits,", "documentation"), BLUE,
)  # fmt: skip
RUNS = Box(
    645, 640, 265, 185, "runs",
    ("recipe: what is made", "engine: quota, deadline,", "redaction, account, store", "events: how far it is"), VIOLET,
)  # fmt: skip
LLM = Box(
    960, 640, 225, 185, "llm",
    ("registry: fallback within", "one deadline", "providers  race", "output  money"), VIOLET,
)  # fmt: skip
RESUMES = Box(365, 850, 255, 130, "resumes", ("client, statements,", "grounding, redaction"), VIOLET)
SKILLS = Box(645, 850, 265, 130, "skills, language", ("technologies, particles,", "similarity"), VIOLET)
DATABASE = Box(960, 850, 225, 130, "database", ("migrations, quotas,", "keys, spending"), AMBER)
CORE = Box(
    365, 1005, 820, 80, "core",
    ("errors, identity, paging, ids, clock, texts: nothing of ours, no FastAPI, no PyMongo",), GREY,
)  # fmt: skip
PROVIDERS = tuple(
    Box(1330, 640 + 65 * number, 230, 54, name, (), GREY) for number, name in enumerate(("OpenAI", "Claude", "Gemini"))
)
MONGODB = Box(1330, 850, 230, 130, "MongoDB", ("a database", "for each service"), AMBER)
NOTES = (
    (40, 600, ("Each service is a distribution", "with a process of its own.")),
    (40, 675, ("Its rooms are cut by feature:", "routes, service or recipe,", "crud, schemas, models.")),
    (40, 775, ("Services never import each", "other, and shared imports no", "service: make arch checks it.")),
)


def main(target: Path) -> None:
    """Draw the picture into `target`."""
    image = Image.new("RGB", (WIDTH, HEIGHT), "white")
    pen = ImageDraw.Draw(image)
    pen.text((40, 28), "Interview preparation backend", INK, ImageFont.load_default(34))
    small = ImageFont.load_default(18)
    arrow(pen, CLIENT.right, GATEWAY.left, "HTTP")
    for service in (RESUME, INTERVIEW, LEARNING):
        arrow(pen, (service.top[0], GATEWAY.bottom[1]), service.top)
    # Both ways: a résumé is read there, and what was made of it is erased here.
    pen.line([INTERVIEW.bottom, (INTERVIEW.bottom[0], 525)], LINE, 3)
    elbow(pen, [(LEARNING.bottom[0], 525), LEARNING.bottom])
    elbow(pen, [(INTERVIEW.bottom[0], 525), INTERVIEW.bottom])
    elbow(pen, [LEARNING.bottom, (LEARNING.bottom[0], 525), (RESUME.bottom[0], 525), RESUME.bottom])
    pen.text((490, 533), "REST: read a resume, erase what was made of it", PALE, small)
    draw(pen, SHARED)
    arrow(pen, (1170, LEARNING.bottom[1]), (1170, SHARED.y), "import")
    arrow(pen, RUNS.right, LLM.left)
    arrow(pen, DATABASE.right, MONGODB.left)
    for provider in PROVIDERS:
        elbow(pen, [LLM.right, (1260, LLM.right[1]), (1260, provider.left[1]), provider.left])
    for box in (CLIENT, GATEWAY, RESUME, INTERVIEW, LEARNING, WEB, RUNS, LLM, RESUMES, SKILLS, DATABASE, CORE, MONGODB):
        draw(pen, box)
    for provider in PROVIDERS:
        draw(pen, provider)
    for x, y, lines in NOTES:
        for number, line in enumerate(lines):
            pen.text((x, y + 24 * number), line, PALE, small)
    image.save(target, optimize=True)


def draw(pen: ImageDraw.ImageDraw, box: Box) -> None:
    """Draw one box."""
    corner = (box.x, box.y, box.x + box.width, box.y + box.height)
    pen.rounded_rectangle(corner, 14, box.colour, LINE, 2)
    title, text = ImageFont.load_default(23), ImageFont.load_default(19)
    alone = not box.lines and box.height < 100
    top = box.y + (box.height // 2 - 14 if alone else 12 if box.height < 100 else 18)
    pen.text((box.x + 18, top), box.title, INK, title)
    for number, line in enumerate(box.lines):
        pen.text((box.x + 18, top + (34 if box.height < 100 else 42) + 28 * number), line, PALE, text)


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
