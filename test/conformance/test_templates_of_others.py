"""Templates of the kinds that other projects have: each provisions in the embedded cloud, changes and goes.

They are in our words. What they use (exports, mappings, dynamic references, inline code, launch templates) is what
public templates use most.
"""

import pytest
from conftest import ROOT, until

TEMPLATES = ROOT / "test/conformance/templates"
CAPABILITIES = ["CAPABILITY_NAMED_IAM"]


def change(cloud, verb: str, name: str, **parameters: str):
    """Creates or updates a stack from the template of its name, and answers with its outputs."""
    cloudformation = cloud.client("cloudformation")
    request = {
        "StackName": name,
        "TemplateBody": (TEMPLATES / f"{name}.yaml").read_text(),
        "Parameters": [{"ParameterKey": key, "ParameterValue": value} for key, value in parameters.items()],
        "Capabilities": CAPABILITIES,
    }
    getattr(cloudformation, f"{verb}_stack")(**request)
    stack = settled(cloudformation, name)
    assert stack["StackStatus"] == f"{verb.upper()}_COMPLETE", failures(cloudformation, name)
    return {output["OutputKey"]: output["OutputValue"] for output in stack["Outputs"]}


def settled(cloudformation, name: str):
    def look():
        stack = cloudformation.describe_stacks(StackName=name)["Stacks"][0]
        return None if stack["StackStatus"].endswith("_IN_PROGRESS") else stack

    return until(look)


def failures(cloudformation, name: str):
    events = cloudformation.describe_stack_events(StackName=name)["StackEvents"]
    return [(event["LogicalResourceId"], event.get("ResourceStatusReason")) for event in events if "FAILED" in event["ResourceStatus"]]


def assert_kept_while_imported(cloud):
    cloudformation = cloud.client("cloudformation")
    cloudformation.delete_stack(StackName="network")
    assert settled(cloudformation, "network")["StackStatus"] == "CREATE_COMPLETE"


def remove(cloud, name: str):
    cloudformation = cloud.client("cloudformation")
    stack_id = cloudformation.describe_stacks(StackName=name)["Stacks"][0]["StackId"]
    cloudformation.delete_stack(StackName=name)
    assert settled(cloudformation, stack_id)["StackStatus"] == "DELETE_COMPLETE", failures(cloudformation, stack_id)


@pytest.fixture(scope="module")
def network(embedded_cloud):
    outputs = change(embedded_cloud, "create", "network")
    yield outputs
    remove(embedded_cloud, "network")


def test_a_network_exports_what_others_import(network):
    assert network["Vpc"].startswith("vpc-")
    assert "Nat" not in network


@pytest.mark.parametrize(
    ("name", "changed", "output", "start"),
    [
        ("web-service", {"Count": "2"}, "Url", "http://"),
        ("database", {"Class": "db.t4g.small"}, "Port", "3306"),
        ("instances", {"Size": "2"}, "Group", "instances-Group-"),
    ],
)
def test_what_stands_in_a_network_comes_changes_and_goes(embedded_cloud, network, name, changed, output, start):
    assert change(embedded_cloud, "create", name, Network="network")[output].startswith(start)
    assert_kept_while_imported(embedded_cloud)
    change(embedded_cloud, "update", name, Network="network", **changed)
    remove(embedded_cloud, name)


def test_messages_reach_their_function(embedded_cloud):
    topic = change(embedded_cloud, "create", "messages")["Topic"]
    embedded_cloud.client("sns").publish(TopicArn=topic, Message="hello")
    change(embedded_cloud, "update", "messages", BatchSize="10")
    remove(embedded_cloud, "messages")
