"""Servers that third parties judge: MiniStack with Plinth deployed into it, and the embedded cloud."""

import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from dataclasses import dataclass
from pathlib import Path

import boto3
import pytest

ROOT = Path(__file__).resolve().parents[2]
REGION = "eu-west-1"
READY_SECONDS = 60
OPERATION_SECONDS = 240


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def aws_environment(endpoint: str) -> dict[str, str]:
    """What any AWS client needs to reach an emulator, and Node's and Python's own programs first on the path."""
    path = os.pathsep.join([str(ROOT / "node_modules/.bin"), str(Path(sys.executable).parent), os.environ["PATH"]])
    return os.environ | {
        "PATH": path,
        "AWS_ENDPOINT_URL": endpoint,
        "AWS_ACCESS_KEY_ID": "test",
        "AWS_SECRET_ACCESS_KEY": "test",
        "AWS_REGION": REGION,
        "AWS_DEFAULT_REGION": REGION,
        "AWS_PAGER": "",
    }


@dataclass
class Server:
    """An AWS endpoint, and a way to get clients for it."""

    endpoint: str

    def client(self, service: str):
        return boto3.client(
            service,
            endpoint_url=self.endpoint,
            region_name=REGION,
            aws_access_key_id="test",
            aws_secret_access_key="test",
        )


def run_server(command: list[str], url: str, **environment: str):
    """Starts a server, waits until it answers, and ends exactly this process afterwards."""
    log = (ROOT / "dist" / f"{Path(command[0]).name}.log").open("w")
    process = subprocess.Popen(command, cwd=ROOT, env=os.environ | environment, stdout=log, stderr=subprocess.STDOUT)
    try:
        deadline = time.monotonic() + READY_SECONDS
        while not answers(url):
            if process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError(f"{command[0]} does not answer; see {log.name}")
            time.sleep(0.2)
        yield
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            process.kill()


def answers(url: str) -> bool:
    try:
        urllib.request.urlopen(url, timeout=1).read()
        return True
    except urllib.error.HTTPError:
        return True
    except OSError:
        return False


@pytest.fixture(scope="session")
def embedded_cloud():
    """The embedded cloud alone, as `npm run cloud` starts it, twenty times as fast as AWS."""
    port = free_port()
    node = str(ROOT / "node_modules/.bin/node")
    endpoint = f"http://localhost:{port}"
    running = run_server([node, "src/cloud/main.ts", "--port", str(port), "--speed", "100"], f"{endpoint}/_cloud/health")
    next(running)
    yield Server(endpoint)
    next(running, None)


@pytest.fixture(scope="session")
def ministack():
    port = free_port()
    endpoint = f"http://localhost:{port}"
    path = os.pathsep.join([str(ROOT / "node_modules/.bin"), os.environ["PATH"]])
    ministack_program = str(Path(sys.executable).parent / "ministack")
    settings = {"GATEWAY_PORT": str(port), "BIND_HOST": "127.0.0.1", "PATH": path, "MINISTACK_REGION": REGION}
    running = run_server([ministack_program], f"{endpoint}/_ministack/health", **settings)
    next(running)
    yield Server(endpoint)
    next(running, None)


class Api:
    """Plinth's HTTP API, called as anybody would."""

    def __init__(self, url: str):
        self.url = url.rstrip("/")

    def call(self, method: str, path: str, body: object = None):
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(self.url + path, data=data, method=method)
        request.add_header("content-type", "application/json")
        try:
            with urllib.request.urlopen(request, timeout=30) as answer:
                return answer.status, json.load(answer)
        except urllib.error.HTTPError as error:
            text = error.read().decode()
            return error.code, json.loads(text) if text.startswith("{") else {"detail": text}

    def finish(self, method: str, path: str, body: object = None, meanwhile=lambda: None):
        """Sends a request and follows its operation; `meanwhile` is called between two looks."""
        status, operation = self.call(method, path, body)
        assert status == 202, (status, operation)
        deadline = time.monotonic() + OPERATION_SECONDS
        while not operation["done"]:
            assert time.monotonic() < deadline, operation
            time.sleep(0.5)
            meanwhile()
            operation = self.call("GET", f"/operations/{operation['id']}")[1]
        return operation


@pytest.fixture(scope="session")
def plinth(ministack):
    """Plinth, deployed with osls into an empty MiniStack."""
    osls = str(ROOT / "node_modules/.bin/osls")
    # MiniStack sends no CloudFormation events and has no Service Catalog: stacks are looked at more often, and the
    # catalogue door stays shut.
    command = [osls, "deploy", "--package", ".serverless", "--region", REGION, "--param", "awaitSeconds=2", "--param", "serviceCatalog=off"]
    package = [str(ROOT / "node_modules/.bin/node"), "scripts/package.ts", *command[command.index("--param") :]]
    environment = aws_environment(ministack.endpoint)
    for step in (package, command):
        done = subprocess.run(step, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=300)
        assert done.returncode == 0, done.stdout + done.stderr
    apis = ministack.client("apigatewayv2").get_apis()["Items"]
    api = next(api for api in apis if re.match("plinth|main-plinth", api["Name"]))
    return Api(f"{ministack.endpoint}/_aws/execute-api/{api['ApiId']}/$default")
