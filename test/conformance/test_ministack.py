"""The main job in an emulator of another project: provision, plan, change, release, toggle, roll back, retire.

The tests run in order: each one goes on where the one before it stopped.
"""

import hashlib
import json

DEV = "/environments/dev"
HELLO = f"{DEV}/applications/hello"
# MiniStack knows no flow logs, and refuses a template that wants one.
NETWORK = {"Cidr": "10.1.0.0/16", "FlowLogs": "disabled"}
ENVIRONMENT = {"owner": "team-a", "components": {"network": NETWORK, "egress": {"Kind": "none"}}}
APPLICATION = {
    "port": 8080,
    "count": {"min": 1, "max": 1},
    "health": {"path": "/healthz", "drainSeconds": 0},
    "release": {"smoke": [], "bakeSeconds": 0},
}


def push_image(ministack, tag: str, repository: str = "hello") -> str:
    config = json.dumps({"config": {"Env": [f"VERSION={tag}"]}})
    manifest = {
        "schemaVersion": 2,
        "mediaType": "application/vnd.oci.image.manifest.v1+json",
        "config": {
            "mediaType": "application/vnd.oci.image.config.v1+json",
            "digest": "sha256:" + hashlib.sha256(config.encode()).hexdigest(),
            "size": len(config),
        },
        "layers": [],
    }
    answer = ministack.client("ecr").put_image(repositoryName=repository, imageTag=tag, imageManifest=json.dumps(manifest))
    return answer["image"]["imageId"]["imageDigest"]


def register_targets(ministack):
    """MiniStack runs no tasks without a container engine, so the test takes their place behind the load balancer."""
    elb = ministack.client("elbv2")
    for group in elb.describe_target_groups()["TargetGroups"]:
        elb.register_targets(TargetGroupArn=group["TargetGroupArn"], Targets=[{"Id": "10.1.0.10", "Port": 8080}])


def release(plinth, ministack, image: str):
    register_targets(ministack)
    return plinth.finish("POST", f"{HELLO}/releases", {"image": image}, meanwhile=lambda: register_targets(ministack))


def weights(ministack, listener_port: int) -> list[int]:
    elb = ministack.client("elbv2")
    balancer = elb.describe_load_balancers(Names=["plinth-dev"])["LoadBalancers"][0]
    listeners = elb.describe_listeners(LoadBalancerArn=balancer["LoadBalancerArn"])["Listeners"]
    listener = next(listener for listener in listeners if listener["Port"] == listener_port)
    rules = elb.describe_rules(ListenerArn=listener["ListenerArn"])["Rules"]
    rule = next(rule for rule in rules if rule["Priority"] != "default")
    return [group["Weight"] for group in rule["Actions"][0]["ForwardConfig"]["TargetGroups"]]


def stacks(ministack) -> dict[str, str]:
    pages = ministack.client("cloudformation").get_paginator("describe_stacks").paginate()
    return {stack["StackName"]: stack["StackStatus"] for page in pages for stack in page["Stacks"]}


def test_the_base_is_provisioned(plinth, ministack):
    operation = plinth.finish("PUT", "/base", {"applications": ["hello"]})
    assert operation["status"] == "succeeded", operation["error"]
    names = [repository["repositoryName"] for repository in ministack.client("ecr").describe_repositories()["repositories"]]
    assert names == ["hello"]


def test_an_environment_is_planned_without_being_changed(plinth, ministack):
    before = stacks(ministack)
    operation = plinth.finish("PUT", f"{DEV}?plan=true", ENVIRONMENT)
    assert operation["status"] == "succeeded", operation["error"]
    created = {stack["stackKey"] for stack in operation["result"]["stacks"] if stack["action"] == "create"}
    assert created == {"network", "egress", "cluster", "load-balancer", "load-balancer-alarms"}
    assert stacks(ministack) == before


def test_an_environment_is_provisioned(plinth, ministack):
    operation = plinth.finish("PUT", DEV, ENVIRONMENT)
    assert operation["status"] == "succeeded", operation["error"]
    there = stacks(ministack)
    assert there["plinth--dev--network"] == "CREATE_COMPLETE"
    assert there["plinth--dev--load-balancer"] == "CREATE_COMPLETE"
    assert len(ministack.client("ec2").describe_subnets()["Subnets"]) >= 6


def test_an_environment_is_changed_in_place(plinth, ministack):
    changed = ENVIRONMENT | {"components": ENVIRONMENT["components"] | {"load-balancer": {"IdleTimeoutSeconds": 90}}}
    operation = plinth.finish("PUT", DEV, changed)
    assert operation["status"] == "succeeded", operation["error"]
    assert stacks(ministack)["plinth--dev--load-balancer"] == "UPDATE_COMPLETE"
    assert stacks(ministack)["plinth--dev--network"] == "CREATE_COMPLETE"


def test_an_application_is_provisioned(plinth, ministack):
    operation = plinth.finish("PUT", HELLO, APPLICATION)
    assert operation["status"] == "succeeded", operation["error"]
    assert stacks(ministack)["plinth--dev--hello--service"] == "CREATE_COMPLETE"


def test_an_image_that_does_not_exist_is_refused(plinth):
    status, problem = plinth.call("POST", f"{HELLO}/releases", {"image": "hello:nowhere"})
    assert (status, problem["code"]) == (404, "ImageNotFound")


def test_two_releases_go_live_one_after_the_other(plinth, ministack):
    lives = []
    for tag in ("1", "2"):
        push_image(ministack, tag)
        operation = release(plinth, ministack, f"hello:{tag}")
        assert operation["status"] == "succeeded", operation["error"]
        lives.append((plinth.call("GET", HELLO)[1]["live"]["slot"], weights(ministack, 80)))
    assert sorted(slot for slot, _ in lives) == ["one", "two"]
    assert [weight for _, weight in lives] == [[100, 0] if slot == "one" else [0, 100] for slot, _ in lives]


def test_testers_reach_the_slot_that_users_do_not(ministack):
    assert weights(ministack, 8080) == [100 - weight for weight in weights(ministack, 80)]


def test_a_roll_back_moves_the_weights_back(plinth, ministack):
    before = weights(ministack, 80)
    operation = plinth.finish("POST", f"{HELLO}/rollback", {}, meanwhile=lambda: register_targets(ministack))
    assert operation["status"] == "succeeded", operation["error"]
    assert weights(ministack, 80) == [100 - weight for weight in before]
    assert plinth.call("GET", HELLO)[1]["live"]["release"] == 1


def test_a_change_of_the_application_keeps_the_weights(plinth, ministack):
    before = weights(ministack, 80)
    operation = plinth.finish("PUT", HELLO, APPLICATION | {"components": {"service": {"LogRetentionDays": 14}}})
    assert operation["status"] == "succeeded", operation["error"]
    assert weights(ministack, 80) == before


def test_the_state_agrees_with_what_is_there(plinth, ministack):
    table = ministack.client("dynamodb").scan(TableName="plinth", ConsistentRead=True)
    assert table["Count"] > 0
    head = plinth.call("GET", DEV)[1]
    recorded = {stack["stackName"]: stack["status"] for stack in head["stacks"].values()}
    there = stacks(ministack)
    assert recorded == {name: there[name] for name in recorded}
    assert head["lockedBy"] == []


def test_everything_is_retired(plinth, ministack):
    for path in (HELLO, DEV):
        operation = plinth.finish("DELETE", path)
        assert operation["status"] == "succeeded", operation["error"]
    left = [name for name in stacks(ministack) if name.startswith("plinth--dev")]
    assert left == []
