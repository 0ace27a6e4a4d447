"""Résumés of several trades that the tests of paths look at."""

from typing import Any

from shared.resumes.document import ResumeDocument

NURSE_POSTING = """[담당업무] 임상시험 대상자 모집과 동의 절차, eCRF 입력, SAE 보고
[자격요건] 간호사 면허, ICH-GCP 이해
[우대] 항암 임상시험 경험"""


def of(**members: object) -> ResumeDocument:
    return ResumeDocument("01931a5e-7c3b-7cc1-b2a1-5f0d6f1c2a3b", 1, {"name": "이하나", **members})


def job(position: str, *achievements: str, **members: object) -> dict[str, Any]:
    return {"company": "새길", "position": position, "start": "2019-01", "achievements": list(achievements), **members}


def nurse() -> ResumeDocument:
    return of(
        work_experiences=[job("간호사", "욕창 예방 절차를 고쳐 발생률을 7.4%에서 2.8%로 낮춤", "신규 간호사 9명 교육")]
    )


def electrician() -> ResumeDocument:
    done = ["Rewired 120 council flats with no failed inspection", "Cut call-backs from 8% to 2% by testing twice"]
    return of(work_experiences=[job("Electrician", *done)])


def android() -> ResumeDocument:
    done = ["Gradle 빌드 캐시와 멀티 모듈로 빌드 시간을 11분에서 4분으로 단축", "배터리 사용을 하루 9%에서 3%로 낮춤"]
    return of(work_experiences=[job("Android 개발자", *done, tech_stack=["Kotlin", "Gradle"])])


def front_end() -> ResumeDocument:
    done = [
        "SVG 아이콘 38개를 스프라이트 하나로 합쳐 첫 화면 HTTP 요청을 52건에서 15건으로 줄임",
        "Cypress 회귀 테스트를 CI에 넣어 배포 전 결함을 월 11건에서 3건으로 줄임",
    ]
    return of(work_experiences=[job("프론트엔드 개발자", *done, tech_stack=["Angular", "D3.js", "Cypress"])])


def organ_voicer() -> ResumeDocument:
    done = ["Tonal finishing of a 41-stop instrument in a dry church, eleven weeks", "Tuning round of 63 churches"]
    return of(work_experiences=[job("Head voicer", *done)])
