"""Creates each stack that transform.py wrote in moto, looks at it, and deletes it again: resources.py, then
this, with the folder as the argument.

moto ignores Rules, updates, architectures and LoggingConfig.
"""

import io
import re
import sys
import zipfile
from pathlib import Path

from moto import mock_aws
from moto.cloudformation.parsing import get_model_map

CODE = {"Bucket": "code-of-functions", "Key": "bootstrap.zip"}


def functions(template, stack):
    """Each function's settings as deployed, and what names its version."""
    client, seen = boto3.client("lambda"), {}
    for resource in stack:
        if resource["ResourceType"] == "AWS::Lambda::Function":
            logical, physical = resource["LogicalResourceId"], resource["PhysicalResourceId"]
            made = client.get_function_configuration(FunctionName=physical)
            settings = [made.get("Environment"), made["Architectures"], made["MemorySize"], made["Timeout"]]
            versions = [
                one
                for one, other in template["Resources"].items()
                if other["Type"] == "AWS::Lambda::Version" and other["Properties"]["FunctionName"] == {"Ref": logical}
            ]
            # Names that moto makes up are others each time.
            settings = re.sub(r"app-(\w+)-\w{12}", r"\1", json.dumps(settings, sort_keys=True))
            seen[logical] = (settings, [*versions, Version.descriptions[physical]])
    return seen


def created(folder, name):
    template = json.loads((folder / f"{name}.json").read_text())
    values = json.loads((folder / f"{name}.parameters.json").read_text())
    unknown = {one["Type"] for one in template["Resources"].values()} - set(get_model_map())
    assert not unknown, f"{name}: nobody makes {unknown}"
    roles_deny_log_groups(template)
    with mock_aws():
        archive = io.BytesIO()
        with zipfile.ZipFile(archive, "w") as opened:
            opened.writestr("bootstrap", "")
        configuration = {"LocationConstraint": os.environ["AWS_DEFAULT_REGION"]}
        boto3.client("s3").create_bucket(Bucket=CODE["Bucket"], CreateBucketConfiguration=configuration)
        boto3.client("s3").put_object(**CODE, Body=archive.getvalue())
        cloudformation = boto3.client("cloudformation")
        cloudformation.create_stack(
            StackName="app",
            TemplateBody=json.dumps(template),
            Parameters=[{"ParameterKey": key, "ParameterValue": value} for key, value in values.items()],
            Capabilities=["CAPABILITY_IAM"],
        )
        stack = cloudformation.describe_stacks(StackName="app")["Stacks"][0]
        assert stack["StackStatus"] == "CREATE_COMPLETE", stack
        pages = cloudformation.get_paginator("list_stack_resources").paginate(StackName="app")
        resources = [one for page in pages for one in page["StackResourceSummaries"] if one["PhysicalResourceId"]]
        wanted = {key for key, one in template["Resources"].items() if "Condition" not in one}
        missing = wanted - {resource["LogicalResourceId"] for resource in resources}
        assert not missing, f"{name}: not created: {missing}"
        seen = functions(template, resources)
        cloudformation.delete_stack(StackName="app")
        left = boto3.client("apigatewayv2").get_apis()["Items"] + boto3.client("lambda").list_functions()["Functions"]
        assert not left, f"{name}: still there: {left}"
    return len(resources), seen


def roles_deny_log_groups(template):
    """A log group that a late line brings back would fail the next deployment."""
    denied = {"Effect": "Deny", "Action": "logs:CreateLogGroup", "Resource": "*"}
    for name, role in template["Resources"].items():
        if role["Type"] == "AWS::IAM::Role" and "lambda.amazonaws.com" in json.dumps(role):
            documents = [policy["PolicyDocument"] for policy in role["Properties"].get("Policies", [])]
            assert any(denied in document["Statement"] for document in documents), f"{name} may make log groups"


def main():
    folder = Path(sys.argv[1])
    names = sorted(path.name[:-16] for path in folder.glob("*.parameters.json"))
    seen, counts = {}, []
    for name in names:
        count, seen[name] = created(folder, name)
        counts.append(f"{name} {count}")
    # live moves only to a new version, so whatever changes a function must change what names its version.
    for name in names:
        for function, (settings, version) in seen[name].items():
            other = seen["defaults"].get(function)
            if other and other[0] != settings:
                assert other[1] != version, f"{name}: {function} changes, and its version does not"
    print(", ".join(counts))


main()
