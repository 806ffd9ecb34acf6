"""MiniStack as it is published, with what it lacks for the main job.

MiniStack 1.5.33 differs from AWS in three ways that Plinth's templates and workflows meet:
- A function's error has the name that its code gave it, which Retry and Catch match on. MiniStack names every error of a
  Node.js function `Runtime.HandlerError`.
- CloudFormation hands a number on as a number, even where a parameter held it as text. MiniStack does not, and fails at
  an ECS service whose `DesiredCount` is a parameter.
- A rule's forward action has several target groups with weights. MiniStack keeps the first group and no weight.
"""

from ministack.app import main
from ministack.core import lambda_runtime
from ministack.services import alb, ecs, lambda_svc
from ministack.services.cloudformation import provisioners

GROUPS_MAX = 5
NAME_END = "\x1f"


def repair(module, name, change):
    """Replaces something by what `change` makes of it."""
    setattr(module, name, change(getattr(module, name)))


def with_names_said(worker_script):
    said = "error: String(err.message || err), trace"
    assert said in worker_script
    return worker_script.replace(said, f"error: (err.name || 'Error') + '{NAME_END}' + String(err.message || err), trace")


def with_names_read(published):
    def execute(func, event, request_id):
        result = published(func, event, request_id)
        body = result.get("body")
        if result.get("error") and NAME_END in body["errorMessage"]:
            body["errorType"], body["errorMessage"] = body["errorMessage"].split(NAME_END, 1)
        return result

    return execute


def with_number(published):
    def call(request):
        count = request.get("desiredCount")
        return published(request if count is None else request | {"desiredCount": int(count)})

    return call


def with_weights_from_query(published):
    def parse(params, prefix="DefaultActions"):
        actions = published(params, prefix)
        for position, action in enumerate(actions, start=1):
            stem = f"{prefix}.member.{position}.ForwardConfig.TargetGroups.member"
            texts = [(alb._p(params, f"{stem}.{i}.TargetGroupArn"), alb._p(params, f"{stem}.{i}.Weight")) for i in range(1, GROUPS_MAX + 1)]
            groups = [{"TargetGroupArn": arn, "Weight": int(weight or 1)} for arn, weight in texts if arn]
            if groups:
                action["Groups"] = groups
        return actions

    return parse


def with_weights_from_template(published):
    def read(props, lb_arn, prop="DefaultActions"):
        actions = published(props, lb_arn, prop)
        for action, wanted in zip(actions, props.get(prop) or []):
            groups = (wanted.get("ForwardConfig") or {}).get("TargetGroups") or []
            if groups:
                action["Groups"] = [group | {"Weight": int(group.get("Weight", 1))} for group in groups]
        return actions

    return read


def with_weights_written(published):
    def write(action):
        members = "".join(
            f"<member><TargetGroupArn>{group['TargetGroupArn']}</TargetGroupArn><Weight>{group['Weight']}</Weight></member>"
            for group in action.get("Groups", [])
        )
        forward = f"<ForwardConfig><TargetGroups>{members}</TargetGroups></ForwardConfig>" if members else ""
        return published(action).removesuffix("</member>") + forward + "</member>"

    return write


repair(lambda_runtime, "_NODEJS_WORKER_SCRIPT", with_names_said)
repair(lambda_svc, "_execute_function_warm", with_names_read)
repair(ecs, "_create_service", with_number)
repair(ecs, "_update_service", with_number)
repair(alb, "_parse_actions", with_weights_from_query)
repair(alb, "_action_xml", with_weights_written)
repair(provisioners, "_elbv2_listener_actions", with_weights_from_template)

main()
