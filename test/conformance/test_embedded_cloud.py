"""The embedded cloud, as boto3 and the AWS CLI see it."""

import json
import subprocess

from conftest import ROOT, aws, aws_environment, until


def test_boto3_says_who_it_is(embedded_cloud):
    assert embedded_cloud.client("sts").get_caller_identity()["Account"].isdigit()


def test_the_aws_cli_provisions_a_template_and_reads_it_back(embedded_cloud):
    template = (ROOT / "templates/environment/network.yaml").read_text()
    cloudformation = embedded_cloud.client("cloudformation")
    cloudformation.create_stack(
        StackName="net",
        TemplateBody=template,
        Parameters=[
            {"ParameterKey": "Installation", "ParameterValue": "test"},
            {"ParameterKey": "Environment", "ParameterValue": "dev"},
            {"ParameterKey": "Cidr", "ParameterValue": "10.7.0.0/16"},
        ],
        Capabilities=["CAPABILITY_IAM"],
    )
    cloudformation.get_waiter("stack_create_complete").wait(StackName="net", WaiterConfig={"Delay": 1, "MaxAttempts": 120})
    stacks = aws(embedded_cloud, "cloudformation", "describe-stacks", "--stack-name", "net")["Stacks"]
    outputs = {output["OutputKey"]: output["OutputValue"] for output in stacks[0]["Outputs"]}
    assert outputs["VpcId"].startswith("vpc-")
    assert outputs["VpcCidr"] == "10.7.0.0/16"
    assert len(outputs["DatabaseSubnets"].split(",")) == 2


def test_an_unknown_operation_names_itself(embedded_cloud):
    done = subprocess.run(
        ["aws", "cloudformation", "describe-account-limits"],
        env=aws_environment(embedded_cloud.endpoint),
        capture_output=True,
        text=True,
    )
    assert done.returncode != 0
    assert "DescribeAccountLimits" in done.stderr


def test_queues_tables_and_machines_work_from_boto3(embedded_cloud):
    sqs = embedded_cloud.client("sqs")
    url = sqs.create_queue(QueueName="mail")["QueueUrl"]
    sqs.send_message(QueueUrl=url, MessageBody="hello")
    assert sqs.receive_message(QueueUrl=url)["Messages"][0]["Body"] == "hello"

    dynamodb = embedded_cloud.client("dynamodb")
    dynamodb.create_table(
        TableName="notes",
        KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
        AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}],
        BillingMode="PAY_PER_REQUEST",
    )
    dynamodb.get_waiter("table_exists").wait(TableName="notes", WaiterConfig={"Delay": 1, "MaxAttempts": 60})
    dynamodb.put_item(TableName="notes", Item={"id": {"S": "1"}, "text": {"S": "hello"}})
    assert dynamodb.get_item(TableName="notes", Key={"id": {"S": "1"}})["Item"]["text"] == {"S": "hello"}

    states = embedded_cloud.client("stepfunctions")
    definition = {"QueryLanguage": "JSONata", "StartAt": "Sum", "States": {"Sum": {"Type": "Pass", "Output": "{% $states.input.a + 1 %}", "End": True}}}
    machine = states.create_state_machine(
        name="sum", definition=json.dumps(definition), roleArn="arn:aws:iam::111122223333:role/any"
    )["stateMachineArn"]
    execution = states.start_execution(stateMachineArn=machine, input='{"a": 1}')["executionArn"]
    described = until(lambda: ended(states, execution))
    assert (described["status"], described["output"]) == ("SUCCEEDED", "2")
    assert aws(embedded_cloud, "stepfunctions", "list-executions", "--state-machine-arn", machine)["executions"]


def ended(states, execution: str):
    described = states.describe_execution(executionArn=execution)
    return None if described["status"] == "RUNNING" else described
