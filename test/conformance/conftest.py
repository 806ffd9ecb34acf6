"""Servers that third parties judge: MiniStack with Plinth deployed into it, and the embedded cloud."""

import json
import os
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
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

ROOT = Path(__file__).resolve().parents[2]
REGION = "eu-west-1"
CREDENTIALS = {"aws_access_key_id": "test", "aws_secret_access_key": "test"}
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
        return boto3.client(service, endpoint_url=self.endpoint, region_name=REGION, **CREDENTIALS)


def run_server(name: str, command: list[str], url: str, **environment: str):
    """Starts a server, waits until it answers, and ends exactly this process afterwards."""
    log = (ROOT / "dist" / f"{name}.log").open("w")
    process = subprocess.Popen(command, cwd=ROOT, env=os.environ | environment, stdout=log, stderr=subprocess.STDOUT)
    try:
        deadline = time.monotonic() + READY_SECONDS
        while not answers(url):
            if process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError(f"{name} does not answer; see {log.name}")
            time.sleep(0.2)
        yield
    finally:
        end(process)


def end(process: subprocess.Popen):
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
    """The embedded cloud alone, as `npm run cloud` starts it, 120 times as fast as AWS."""
    port = free_port()
    node = str(ROOT / "node_modules/.bin/node")
    endpoint = f"http://127.0.0.1:{port}"
    command = [node, "src/cloud/main.ts", "--port", str(port), "--speed", "120"]
    running = run_server("cloud", command, f"{endpoint}/_cloud/health")
    next(running)
    yield Server(endpoint)
    next(running, None)


@dataclass
class Local:
    """What `npm start` leaves running: Plinth in the embedded cloud, and what it said at the end."""

    said: dict
    cloud: Server
    api: "Api"


@pytest.fixture(scope="session")
def local():
    """`npm start`, twenty times as fast as AWS: base, environment, application and two releases are there."""
    words = ["src/cli/local.ts", "--json", "--port", "0", "--cloud-port", "0", "--speed", "20"]
    with (ROOT / "local.log").open("w") as log:
        process = subprocess.Popen([str(ROOT / "node_modules/.bin/node"), *words], cwd=ROOT, stdout=subprocess.PIPE, stderr=log, text=True)
    try:
        line = process.stdout.readline()
        assert line, (ROOT / "local.log").read_text()
        said = json.loads(line)
        yield Local(said, Server(said["cloud"]), Api(said["api"]))
    finally:
        end(process)


@pytest.fixture(scope="session")
def ministack():
    port = free_port()
    endpoint = f"http://127.0.0.1:{port}"
    path = os.pathsep.join([str(ROOT / "node_modules/.bin"), os.environ["PATH"]])
    settings = {"GATEWAY_PORT": str(port), "BIND_HOST": "127.0.0.1", "PATH": path, "MINISTACK_REGION": REGION}
    command = [sys.executable, "test/conformance/repaired_ministack.py"]
    running = run_server("ministack", command, f"{endpoint}/_ministack/health", **settings)
    next(running)
    yield Server(endpoint)
    next(running, None)


class Api:
    """Plinth's HTTP API, called as anybody would: with requests signed for API Gateway."""

    def __init__(self, url: str):
        self.url = url.rstrip("/")

    def call(self, method: str, path: str, body: object = None):
        data = None if body is None else json.dumps(body)
        signed = AWSRequest(method, self.url + path, {"content-type": "application/json"}, data)
        SigV4Auth(Credentials(CREDENTIALS["aws_access_key_id"], CREDENTIALS["aws_secret_access_key"]), "execute-api", REGION).add_auth(signed)
        request = urllib.request.Request(signed.url, data and data.encode(), dict(signed.headers), method=method)
        try:
            with urllib.request.urlopen(request, timeout=30) as answer:
                return answer.status, json.load(answer)
        except urllib.error.HTTPError as error:
            text = error.read().decode()
            return error.code, json.loads(text) if text.startswith("{") else {"detail": text}

    def finish(self, method: str, path: str, body: object = None, meanwhile=lambda: None):
        """Sends a request and follows its operation; `meanwhile` is called between two looks."""
        operation = self.follow(method, path, body, meanwhile)
        assert operation["done"], operation
        return operation

    def follow(self, method: str, path: str, body: object = None, meanwhile=lambda: None, seconds: float = OPERATION_SECONDS):
        """The same, for an operation that need not end in time: answers it as it is then."""
        status, operation = self.call(method, path, body)
        assert status == 202, (status, operation)
        deadline = time.monotonic() + seconds
        while not operation["done"] and time.monotonic() < deadline:
            time.sleep(0.5)
            meanwhile()
            operation = self.call("GET", f"/operations/{operation['id']}")[1]
        return operation


@pytest.fixture(scope="session")
def plinth(ministack):
    """Plinth, deployed with osls into an empty MiniStack.

    MiniStack sends no CloudFormation events and has no Service Catalog: stacks are looked at more often, and the
    catalogue door stays shut.
    """
    words = ["--package", "dist/ministack", "--region", REGION, "--param", "awaitSeconds=5", "--param", "serviceCatalog=off"]
    for verb in ("package", "deploy"):
        run([str(ROOT / "node_modules/.bin/osls"), verb, *words], ministack)
    apis = ministack.client("apigatewayv2").get_apis()["Items"]
    api = next(api for api in apis if api["Name"] == "plinth")
    return Api(f"{ministack.endpoint}/_aws/execute-api/{api['ApiId']}/$default")


def aws(server: Server, *words: str):
    """What the AWS CLI answers to a command, or None when it answers nothing."""
    text = run(["aws", *words, "--output", "json"], server)
    return json.loads(text) if text.strip() else None


def until(look, seconds: float = 120):
    """Looks again and again, until there is something to see."""
    deadline = time.monotonic() + seconds
    while not (seen := look()):
        assert time.monotonic() < deadline, f"nothing was to be seen in {seconds} s"
        time.sleep(0.2)
    return seen


def run(command: list[str], server: Server) -> str:
    """Runs a program against a server, and answers with what it wrote."""
    done = subprocess.run(command, cwd=ROOT, env=aws_environment(server.endpoint), capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout
