"""Whom the doors open for: names that are not ours (DNS rebinding), and pages of other origins."""

from http import HTTPStatus

import httpx

from attack.report import Finding, counted
from attack.stage import INTERVIEW, LEARNING, RESUMES, Stage
from shared.testing.services import example_resume

FOREIGN = {"Host": "evil.example"}
REFUSED = frozenset({HTTPStatus.MISDIRECTED_REQUEST, HTTPStatus.NOT_FOUND})
CROSS_SITE = {"Origin": "https://evil.example", "Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "no-cors"}


async def foreign_hosts(stage: Stage) -> Finding:
    """Each port, asked by a name that somebody else could have pointed here."""
    ports = stage.stack.ports
    services = {"resume-1": RESUMES, "interview-1": INTERVIEW, "learning-1": LEARNING}
    urls = [f"http://127.0.0.1:{ports[process]}{path}/health" for process, path in services.items()]
    urls += [f"http://127.0.0.1:{ports[process]}/metrics" for process in services]
    dashboard = f"http://127.0.0.1:{stage.stack.dashboard}"
    urls += [f"{dashboard}{path}" for path in ("/", "/dashboard/", "/api/http/routers")]
    async with httpx.AsyncClient(trust_env=False) as client:
        answered = [url for url in urls if (await client.get(url, headers=FOREIGN)).status_code not in REFUSED]
        by_our_name = await client.get(urls[0])
    if by_our_name.status_code != HTTPStatus.OK:
        answered.append("nothing answers by our own name")
    return counted(answered, len(urls), "answered")


async def other_pages(stage: Stage) -> Finding:
    """What a browser sends for a page of another origin without asking its user."""
    resume = await stage.resume()
    document = "김민수\n\n경력\n누리커머스 | 개발자 | 2022.01 ~ 현재\n- 배포 실패율을 12%에서 2%로 낮춤\n"
    sent = {
        "a résumé as text": await stage.gateway.post(
            RESUMES, json=example_resume(), headers={**CROSS_SITE, "Content-Type": "text/plain"}
        ),
        "a form with a file": await stage.gateway.post(
            f"{RESUMES}/import", files={"file": ("cv.txt", document)}, headers=CROSS_SITE
        ),
        "a generation without a body": await stage.gateway.post(f"{INTERVIEW}/{resume}/questions", headers=CROSS_SITE),
    }
    taken = [
        f"{what}: {answer.status_code}" for what, answer in sent.items() if answer.status_code != HTTPStatus.FORBIDDEN
    ]
    return counted(taken, len(sent), "not refused")
