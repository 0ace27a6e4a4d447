"""The text that `make run` prints once everything is ready."""

import shlex

from shared.config.llm import LlmSettings
from stack.settings import REPOSITORY, StackSettings


def banner(settings: StackSettings, web_port: int, seconds: float) -> str:
    """Return the addresses of everything, who may call, and an example call to paste."""
    base = "http://api.localhost" + ("" if web_port == 80 else f":{web_port}")
    example = shlex.quote(f"@{REPOSITORY / 'docs' / 'examples' / 'resume.json'}")
    read_id = """python3 -c 'import json, sys; print(json.load(sys.stdin)["id"])'"""
    models = LlmSettings().configured
    local = settings.auth_mode == "local"
    token = "" if local else ' -H "Authorization: Bearer $TOKEN"'
    return f"""
Ready in {seconds:.1f} s.

  start here  {base}/{"" if settings.page else "        without its page: see above"}
  API         {base}/docs
  résumés     {base}/api/v1/resumes        {base}/api/v1/resumes/docs
  interview   {base}/api/v1/interview      {base}/api/v1/interview/docs
  learning    {base}/api/v1/learning       {base}/api/v1/learning/docs
  dashboard   http://127.0.0.1:{settings.dashboard_port}/dashboard/
  data        {settings.data_dir if settings.mongodb_url is None else "in your own MongoDB"}
  logs        {settings.logs}
  generation  {"by " + ", ".join(models) if models else "by the built-in rules: no LLM key is set"}
  callers     {"one owner, without a token" if local else f"identified by a token from {settings.auth_issuer}"}

Try it{"" if local else ", with a token in $TOKEN"}:

  id=$(curl -s {base}/api/v1/resumes{token} -H 'Content-Type: application/json' -d {example} | {read_id})
  curl -s -X POST {base}/api/v1/interview/$id/questions{token}
  curl -s -X POST {base}/api/v1/learning/$id/learning-path{token}

Ctrl-C stops everything.
"""
