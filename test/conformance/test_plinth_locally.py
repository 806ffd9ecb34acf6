"""Plinth in the embedded cloud, as `npm start` leaves it, seen with boto3 and the AWS CLI."""

import json
import urllib.request

from conftest import aws, until

APPLICATION = "/environments/dev/applications/hello"
CATALOG_SECONDS = 180


def test_every_step_of_the_example_succeeded(local):
    steps = {step["name"]: step["status"] for step in local.said["steps"]}
    assert steps and set(steps.values()) == {"succeeded"}, steps


def test_describe_stacks_shows_each_component_as_a_stack(local):
    stacks = {stack["StackName"]: stack["StackStatus"] for stack in aws(local.cloud, "cloudformation", "describe-stacks")["Stacks"]}
    assert stacks["plinth--dev--network"] == "CREATE_COMPLETE"
    assert stacks["plinth--dev--hello--service"] in ("CREATE_COMPLETE", "UPDATE_COMPLETE")


def test_list_services_shows_the_release(local):
    arns = aws(local.cloud, "ecs", "list-services", "--cluster", "plinth-dev")["serviceArns"]
    assert "hello-2" in [arn.split("/")[-1] for arn in arns]


def test_describe_rules_shows_where_traffic_goes(local):
    elb = local.cloud.client("elbv2")
    balancer = elb.describe_load_balancers(Names=["plinth-dev"])["LoadBalancers"][0]
    listeners = elb.describe_listeners(LoadBalancerArn=balancer["LoadBalancerArn"])["Listeners"]
    listener = next(listener for listener in listeners if listener["Port"] == 80)
    rules = aws(local.cloud, "elbv2", "describe-rules", "--listener-arn", listener["ListenerArn"])["Rules"]
    groups = next(rule for rule in rules if not rule["IsDefault"])["Actions"][0]["ForwardConfig"]["TargetGroups"]
    assert sorted(group["Weight"] for group in groups) == [0, 100]
    live = next(group for group in groups if group["Weight"] == 100)
    health = elb.describe_target_health(TargetGroupArn=live["TargetGroupArn"])["TargetHealthDescriptions"]
    assert "healthy" in [target["TargetHealth"]["State"] for target in health]


def test_list_executions_shows_both_releases(local):
    machines = local.cloud.client("stepfunctions").list_state_machines()["stateMachines"]
    machine = next(machine["stateMachineArn"] for machine in machines if machine["name"] == "plinth-release")
    executions = aws(local.cloud, "stepfunctions", "list-executions", "--state-machine-arn", machine)["executions"]
    assert [execution["status"] for execution in executions][-2:] == ["SUCCEEDED", "SUCCEEDED"]


def test_the_application_answers_over_http(local):
    with urllib.request.urlopen(local.said["application"], timeout=10) as answer:
        assert answer.status == 200


def test_an_image_that_is_put_there_is_released_by_itself(local):
    ecr = local.cloud.client("ecr")
    image = ecr.batch_get_image(repositoryName="hello", imageIds=[{"imageTag": "1"}])["images"][0]
    manifest = json.loads(image["imageManifest"]) | {"annotations": {"org.opencontainers.image.revision": "5f3a1c"}}
    put = ecr.put_image(repositoryName="hello", imageTag="main-5f3a1c", imageManifest=json.dumps(manifest))
    digest = put["image"]["imageId"]["imageDigest"]
    assert digest != image["imageId"]["imageDigest"]
    live = until(lambda: running_live(local, digest))
    assert live["release"] == 3


def running_live(local, digest: str):
    """What is live, once the digest is."""
    status, application = local.api.call("GET", APPLICATION)
    assert status == 200
    live = application["live"]
    release = local.api.call("GET", f"{APPLICATION}/releases/{live['release']}")[1]
    return live if release["digest"] == digest else None


def test_an_environment_is_had_from_service_catalog(local):
    catalog = local.cloud.client("servicecatalog")
    product = admitted_product(local, catalog)
    path = catalog.list_launch_paths(ProductId=product)["LaunchPathSummaries"][0]["Id"]
    artifact = catalog.describe_product(Id=product)["ProvisioningArtifacts"][0]["Id"]
    chosen = {"ProductId": product, "ProvisioningArtifactId": artifact, "PathId": path}
    asked = [("Environment", "qa"), ("Owner", "team-b"), ("NetworkCidr", "10.9.0.0/16")]
    parameters = [{"Key": key, "Value": value} for key, value in asked]

    record = catalog.provision_product(
        **chosen, ProvisionedProductName="qa", ProvisionToken="qa-1", ProvisioningParameters=parameters
    )["RecordDetail"]
    outputs = {output["OutputKey"]: output["OutputValue"] for output in ended(catalog, record)["RecordOutputs"]}
    assert outputs["VpcId"].startswith("vpc-")
    assert local.api.call("GET", "/environments/qa")[1]["status"] == "ready"

    idle = [{"Key": "LoadBalancerIdleTimeoutSeconds", "Value": "90"}]
    provisioned = record["ProvisionedProductId"]
    record = catalog.update_provisioned_product(
        **chosen, ProvisionedProductId=provisioned, UpdateToken="qa-2", ProvisioningParameters=parameters + idle
    )["RecordDetail"]
    ended(catalog, record)
    assert local.api.call("GET", "/environments/qa")[1]["spec"]["components"]["load-balancer"] == {"IdleTimeoutSeconds": "90"}

    record = catalog.terminate_provisioned_product(ProvisionedProductId=provisioned, TerminateToken="qa-3")["RecordDetail"]
    ended(catalog, record)
    names = [stack["StackName"] for stack in local.cloud.client("cloudformation").describe_stacks()["Stacks"]]
    assert [name for name in names if name.startswith("plinth--qa")] == []


def admitted_product(local, catalog) -> str:
    """Id of the product, after its portfolio was opened to whoever runs this, which is an administrator's work on AWS too."""
    portfolio = next(one["Id"] for one in catalog.list_portfolios()["PortfolioDetails"] if one["DisplayName"] == "plinth")
    caller = local.cloud.client("sts").get_caller_identity()["Arn"]
    catalog.associate_principal_with_portfolio(PortfolioId=portfolio, PrincipalARN=caller, PrincipalType="IAM")
    products = catalog.search_products()["ProductViewSummaries"]
    return next(product["ProductId"] for product in products if product["Name"] == "plinth-environment")


def ended(catalog, record):
    """The record, once it has succeeded."""

    def look():
        seen = catalog.describe_record(Id=record["RecordId"])
        status = seen["RecordDetail"]["Status"]
        assert status != "FAILED", seen["RecordDetail"]["RecordErrors"]
        return seen if status == "SUCCEEDED" else None

    return until(look, CATALOG_SECONDS)
