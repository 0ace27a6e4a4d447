"""Questions about the example résumé and answers to them, from empty to good, for tests of the evaluation."""

from interview_service.evaluation.models import Evaluation, Subject
from interview_service.evaluation.rules import RuleBasedEvaluator
from interview_service.questions.models import Draft, Question, QuestionType

from shared.core.ids import new_id
from shared.resumes.document import Language, ResumeDocument
from shared.resumes.evidence import Evidence
from shared.testing.services import example_resume

RESUME = ResumeDocument("01931a5e-7c3b-7cc1-b2a1-5f0d6f1c2a3b", 3, {**example_resume(), "total_experience_months": 58})


def question(kind: QuestionType, text: str, covers: tuple[str, ...], pointer: str) -> Question:
    quote = RESUME.text(pointer)
    assert quote is not None
    draft = Draft(
        type=kind,
        difficulty="medium",
        topics=("cache",),
        question=text,
        intent="",
        what_good_answers_cover=covers,
        follow_ups=(),
        evidence=(Evidence(pointer=pointer, quote=quote),),
    )
    return Question(new_id(), draft)


KOREAN = question(
    "trade_off",
    '"Redis 캐시로 상품 조회 응답 시간을 800ms에서 120ms로 단축" 부분을 좀 더 듣고 싶습니다. 120ms에서 멈춘 건 더 '
    "줄일 데가 "
    "없어서였나요, 그만해도 된다고 보셔서였나요?",
    ("멈춘 이유", "판단 기준(사용자, 비용, 목표)", "다음 손댈 곳"),
    "/work_experiences/0/achievements/0",
)
ENGLISH = question(
    "reliability",
    "You cut the failure rate of deployments from 12% to 2%. Which failures remain, and how do you notice them?",
    ("Which failures remain and why", "How a failure is detected", "What a rollback costs"),
    "/work_experiences/0/achievements/2",
)
QUESTIONS: dict[Language, Question] = {"ko": KOREAN, "en": ENGLISH}

GOOD: dict[Language, str] = {
    "ko": "당시 상품 조회는 800ms였고 목표는 150ms였습니다. 제가 캐시 키를 상품 단위로 나누고 만료를 5분으로 "
    "정했습니다. 가격이 "
    "하루 두 번만 바뀌었기 때문입니다. 로컬 캐시와 비교했지만 서버 6대의 값이 어긋날 위험이 있어 택하지 "
    "않았습니다. 그 결과 p95가 "
    "120ms로 줄었고, 2주 동안 대시보드로 측정했습니다. 더 줄이려면 직렬화를 바꿔야 했는데 그 비용이 월 40만 원이라 "
    "멈췄습니다. "
    "다음에는 검색 조회를 손대려 했습니다.",
    "en": "At the time 12% of our deployments failed, and the goal was to get below 3%. I wrote a canary step that "
    "sends 5% of "
    "the traffic to the new pods for ten minutes. What remains are failures of schema migrations, because a canary "
    "reads the "
    "same database. I considered blue-green releases instead of canaries and decided against them, since they "
    "doubled the "
    "cost of 6 nodes. We notice a failure when the error ratio in Grafana exceeds 1% over two minutes. As a result "
    "the rate "
    "dropped to 2%, measured over 140 deployments, and a rollback takes 4 minutes.",
}
SHORT: dict[Language, str] = {
    "ko": "사용자 조사에서 150ms 아래는 차이를 못 느낀다고 나와서 제가 120ms에서 멈췄습니다. 더 줄이려면 서버를 두 "
    "대 늘려야 했기 "
    "때문입니다.",
    "en": "Schema migrations still fail about once a quarter, because the canary shares the database. I see it "
    "when the error "
    "ratio in Grafana exceeds 1%.",
}
EMPTY: dict[Language, list[str]] = {
    "ko": [
        "네.",
        "👍",
        "잘 모르겠습니다.",
        "그건 팀에서 정한 거라 기억이 나지 않습니다.",
        KOREAN.draft.question,
        "def stop():\n    return 120",
    ],
    "en": [
        "Yes.",
        "👍",
        "I do not remember.",
        "That is a good question.",
        ENGLISH.draft.question,
        "return rollback(5)",
    ],
}
KEYWORDS: dict[Language, list[str]] = {
    "ko": [
        "Redis, 캐시, TTL, 무효화, 성능, 대안, 비용, 목표, p99, 800ms, 120ms",
        "캐시 만료, 판단 기준, 비용, 사용자, 다음 손댈 곳, 멈춘 이유.",
        "멈춘 이유: 비용 / 기준: 사용자 / 다음: 검색 / 대안: 로컬 캐시 / 결과: 120ms",
    ],
    "en": [
        "Canary, rollback, Grafana, alerts, Kubernetes, error ratio, SLO, 2%, 12%",
        "Failures remain, rollback cost, detection, alerts, canary, because, instead of.",
        "Detection: alerts / Rollback: 4 minutes / Cost: low / Remaining: migrations / Result: 2%",
    ],
}
HOLLOW: dict[Language, list[str]] = {
    "ko": [
        "저는 항상 최선을 다해 응답 시간을 개선하려고 노력했습니다.",
        "사용자 경험은 매우 중요하기 때문에 팀원들과 원활히 소통하며 다양한 방법을 검토했습니다.",
        "그 결과 성공적으로 마무리할 수 있었고 이 경험을 통해 많은 것을 배웠습니다.",
        "저는 맡은 바 임무를 끝까지 완수하는 사람입니다.",
        "응답 시간은 사용자에게 정말 큰 영향을 줍니다.",
        "팀워크가 무엇보다 빛났던 순간이었습니다.",
        "어려운 상황에서도 포기하지 않고 긍정적인 마음으로 임했습니다.",
        "제가 가진 역량을 모두 발휘하여 조직의 성장에 기여했다고 생각합니다.",
        "끊임없이 고민하고 도전한 덕분에 한 단계 더 성장할 수 있었습니다.",
        "캐시는 성능에서 빼놓을 수 없는 요소라고 봅니다.",
        "비용과 품질을 함께 고려하는 균형 잡힌 시각이 필요하다고 판단했습니다.",
        "앞으로도 더 나은 서비스를 위해 꾸준히 나아가겠습니다.",
    ],
    "en": [
        "I always do my best and work hard as a team player.",
        "Communication is very important, because every project depends on people.",
        "As a result we were successful, and I learned a lot from this valuable experience.",
        "I am the kind of person who gives everything for the team.",
        "Failures are something that every company has to deal with.",
        "It was a moment in which our teamwork really shone.",
        "We faced every difficulty with a positive attitude and overcame it together.",
        "I brought all my skills and contributed to the growth of the organisation.",
        "Because I never stopped challenging myself, I was able to grow as a professional.",
        "Deployments matter for any modern system.",
        "I decided on a balanced view that considers both cost and quality.",
        "I will continue to strive for even better results in the future.",
    ],
}


def evaluated(language: Language, text: str) -> Evaluation:
    return RuleBasedEvaluator().evaluate(Subject(QUESTIONS[language], text, language, RESUME))


def levels(language: Language, text: str) -> dict[str, int | None]:
    return {str(one.name): one.level for one in evaluated(language, text).dimensions}
