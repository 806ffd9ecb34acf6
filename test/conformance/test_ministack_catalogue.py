"""Every component whose types MiniStack knows runs in MiniStack too, asked for through Plinth.

What came of it is written to dist/conformance/ministack.md. `npm run conformance` compares it with the page in docs/.
"""

import json
import re
import subprocess
import time

import pytest
from conftest import ROOT
from ministack.core import lambda_runtime
from ministack.services.cloudformation.provisioners import _RESOURCE_HANDLERS
from test_ministack import push_image, stacks

TABLE = ROOT / "dist/conformance/ministack.md"
ALL = "/environments/all"
OPERATION_SECONDS = 150
ROUNDS_MAX = 4
APPLICATIONS = {"service": "web", "worker": "worker", "job": "job", "instances": "instances", "static-site": "static"}
"""The component that each type of application always has."""

BODIES = {
    "service": {"route": {"path": "/web/*"}},
    "instances": {"route": {"path": "/instances/*"}},
    "worker": {"count": {"min": 1, "max": 1}},
    "job": {"schedule": "rate(1 hour)"},
}
"""What an application of the type has to say."""

SAMPLES = json.loads((ROOT / "test/conformance/samples.json").read_text())
"""Parameters that a component asks people for."""

NOT_ASKED = "it was not asked for"
RELEASES = {"worker-task": "worker", "job-task": "job", "machines": "instances"}
"""The application whose releases are made of the component. Those of `task` go live in test_ministack.py."""

RELEASE_SECONDS = 60
MACHINE_IMAGE = "ami-0aaaaaaaaaaaaaaa1"

HEAD = """# What runs in MiniStack

<!-- Made by `npm run conformance`. When it says that this page is stale: cp dist/conformance/ministack.md docs/reference/ministack.md -->

MiniStack is an AWS emulator of another project. Each component of the catalogue whose resource types it knows is provisioned
through Plinth, which is deployed into it from the same package as into AWS.

| layer | component | ran | why not |
|---|---|---|---|
"""


@pytest.fixture(scope="module")
def components():
    node = str(ROOT / "node_modules/.bin/node")
    done = subprocess.run([node, "scripts/conformance/list-components.ts"], cwd=ROOT, capture_output=True, text=True, check=True)
    return json.loads(done.stdout)


@pytest.fixture(scope="module")
def outcomes():
    """Why a component did not run, by name; None for one that did."""
    return {}


def obstacle(component, components) -> str | None:
    """Why there is no point in asking for it."""
    unknown = {kind["type"] for kind in component["types"] if not kind["isConditional"] and not is_known(kind["type"])}
    if unknown:
        return f"MiniStack does not know {', '.join(sorted(unknown))}"
    strange = {client for client in component["clients"] if f'"{client}"' not in lambda_runtime._NODEJS_WORKER_SCRIPT}
    if strange:
        return f"functions of MiniStack have no {', '.join(sorted(strange))}"
    for name in component["requires"]:
        required = next((other for other in components if other["name"] == name), None)
        if required and obstacle(required, components):
            return f"it requires {name}"
    return None


def is_known(kind: str) -> bool:
    return kind in _RESOURCE_HANDLERS or kind.startswith(("Custom::", "AWS::CloudFormation::"))


def wanted(components, outcomes, layer: str):
    """Those of a layer that can run. Why the others cannot is noted."""
    of_layer = [component for component in components if component["layer"] == layer and not component["substituteFor"]]
    for component in of_layer:
        outcomes[component["name"]] = obstacle(component, components) or NOT_ASKED
    return [component["name"] for component in of_layer if outcomes[component["name"]] == NOT_ASKED]


def ask(plinth, ministack, path: str, body, names, components, outcomes):
    """Asks for components and notes what became of each; then again for those that run, as others stand on them."""
    for _ in range(ROUNDS_MAX):
        operation = plinth.follow("PUT", path, with_components(body, names), seconds=OPERATION_SECONDS)
        # Each application has a repository of its own: `repository-hello`.
        steps = {re.sub(r"^repository-.*", "repository", step["name"]): step for step in operation["steps"]}
        for name in names:
            if name in steps:
                outcomes[name] = why_not(steps[name], ministack, next(other for other in components if other["name"] == name))
        if operation["status"] == "succeeded":
            return
        # What failed only because another did gets its turn when that one is left out.
        names = standing([name for name in names if outcomes[name] is None or " needs " in outcomes[name]], components, outcomes)


def standing(names, components, outcomes):
    """Those of these whose requirements in their own layer are among them, or were never in question."""
    requires = {component["name"]: component["requires"] for component in components}
    for name in names:
        missing = next((required for required in requires[name] if outcomes.get(required) and required not in names), None)
        if missing:
            outcomes[name] = f"it requires {missing}"
            return standing([other for other in names if other != name], components, outcomes)
    return names


def with_components(body, names):
    return body | {"components": {name: SAMPLES.get(name, {}) for name in names}}


def why_not(step, ministack, component) -> str | None:
    if step["status"] in ("succeeded", "skipped"):
        return None
    if step["status"] == "failed":
        said = plain(step.get("detail") or "it failed")
        stack = re.search(r"stack `(.+?)` is \w+: ?$", said)
        if stack:
            return plain(first_failure(ministack, stack[1]))
        # The template was refused as a whole: it asks for a type at its defaults, or its rules require what did not run.
        unknown = sorted({kind["type"] for kind in component["types"] if not is_known(kind["type"])})
        refused = f"MiniStack does not know {', '.join(unknown)}" if unknown else "its rules require a component that did not run"
        return said if " " in said else refused
    return f"it had not ended after {OPERATION_SECONDS} seconds"


def first_failure(ministack, stack: str) -> str:
    """The first reason that CloudFormation gave. MiniStack writes those of outputs to its log alone."""
    events = ministack.client("cloudformation").describe_stack_events(StackName=stack)["StackEvents"]
    reasons = [event["ResourceStatusReason"] for event in reversed(events) if "FAILED" in event["ResourceStatus"] and event.get("ResourceStatusReason")]
    return reasons[0] if reasons else "MiniStack cannot read one of its outputs"


def plain(reason: str) -> str:
    """A reason without what differs from run to run."""
    text = re.sub(r"[0-9a-f]{8,}(-[0-9a-f]+)*", "…", reason.split("\n")[0])
    return re.sub(r"\d{4}-\d\d-\d\d\S*", "…", text).replace("|", "/")[:200]


def test_every_component_of_the_base_is_asked_for(plinth, ministack, components, outcomes):
    ask(plinth, ministack, "/base", {"applications": ["hello"]}, wanted(components, outcomes, "base"), components, outcomes)
    assert outcomes["keys"] is None


def test_every_component_of_an_environment_is_asked_for(plinth, ministack, components, outcomes):
    ask(plinth, ministack, ALL, {"owner": "team-a"}, wanted(components, outcomes, "environment"), components, outcomes)
    assert outcomes["network"] is None


def test_every_component_of_an_application_is_asked_for(plinth, ministack, components, outcomes):
    names = wanted(components, outcomes, "application")
    further = [name for name in names if name not in APPLICATIONS]
    # Plinth refuses it without a server to make it on, before anything starts.
    if "database" in further and all(outcomes.get(store) is not None for store in ("mysql", "postgres", "aurora")):
        further.remove("database")
        outcomes["database"] = "its rules require a component that did not run"
    for main in [name for name in names if name in APPLICATIONS]:
        body = {"type": APPLICATIONS[main]} | BODIES.get(main, {})
        ask(plinth, ministack, f"{ALL}/applications/{body['type']}", body, [main, *(further if main == "service" else [])], components, outcomes)
    assert outcomes["service"] is None


def test_every_component_of_a_release_is_placed(plinth, ministack, components, outcomes):
    """Its stack has to stand. MiniStack runs no tasks without a container engine, so such a release does not go live."""
    for component in [component for component in components if component["name"] in RELEASES]:
        outcomes[component["name"]] = obstacle(component, components) or placed(plinth, ministack, component["name"])


def placed(plinth, ministack, component: str) -> str | None:
    application = RELEASES[component]
    if application != "instances":
        push_image(ministack, "1", application)
    image = MACHINE_IMAGE if application == "instances" else f"{application}:1"
    status, operation = plinth.call("POST", f"{ALL}/applications/{application}/releases", {"image": image})
    if status != 202:
        return plain(operation["detail"])
    name = f"plinth--all--{application}--1--{component}"
    deadline = time.monotonic() + RELEASE_SECONDS
    while time.monotonic() < deadline:
        if stacks(ministack).get(name) == "CREATE_COMPLETE":
            return None
        operation = plinth.call("GET", f"/operations/{operation['id']}")[1]
        if operation["done"]:
            return plain(operation["error"]["message"])
        time.sleep(1)
    return f"its stack did not stand after {RELEASE_SECONDS} seconds"


def test_what_ran_is_written_down(components, outcomes):
    for component in components:
        if component["substituteFor"]:
            outcomes[component["name"]] = f"it is a substitute for {', '.join(component['substituteFor'])}, which runs"
    outcomes["task"] = None
    lines = [
        f"| {component['layer']} | {component['name']} | {'no' if outcomes[component['name']] else 'yes'} | {outcomes[component['name']] or ''} |"
        for component in components
    ]
    ran = sum(1 for component in components if outcomes[component["name"]] is None)
    TABLE.parent.mkdir(parents=True, exist_ok=True)
    TABLE.write_text(HEAD + "\n".join(lines) + f"\n\n{ran} of {len(components)} ran.\n")
    assert ran >= len(components) // 2
