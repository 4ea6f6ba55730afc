"""What is deployed: template.yaml as AWS's own transform hands it to CloudFormation, since some of its
answers depend on parameters, once for each set of them.

transform.py TEMPLATE FOLDER: writes NAME.json for each set, its parameters in NAME.parameters.json.
"""

import json
import os
import sys
from pathlib import Path

os.environ.setdefault("AWS_DEFAULT_REGION", "eu-central-1")
# SAM complains of a switch that its own configuration does not have.
import logging  # noqa: E402

logging.disable(logging.WARNING)

from samcli.yamlhelper import yaml_parse  # noqa: E402
from samtranslator.parser.parser import Parser  # noqa: E402
from samtranslator.translator.translator import Translator  # noqa: E402

CREDENTIALS = {"CredentialsSecretId": "jtl-cloud-app/dev"}
SETS = {
    "defaults": CREDENTIALS,
    "accounts": CREDENTIALS | {"Accounts": "true", "AccountKeysSecretId": "jtl-cloud-app/dev-keys"},
    "authorizer": CREDENTIALS
    | {"ProtectedFunctionArn": "arn:aws:lambda:eu-central-1:123456789012:function:orders:live"},
    "front-end": CREDENTIALS
    | {"WithFrontEnd": "true", "Accounts": "true", "AccountKeysSecretId": "jtl-cloud-app/dev-keys"},
    "no-credentials": {"BetterAuthUrl": "https://auth.app.example"},
    "operation": CREDENTIALS
    | {
        "AlarmTopicArn": "arn:aws:sns:eu-central-1:123456789012:alarms",
        "DeploymentType": "AllAtOnce",
        "ExistingAccountsTable": "accounts-of-old",
        "ExistingConnectionsTable": "connections-of-old",
        "LogLevel": "warn",
        "Tracing": "Active",
    },
}
# The place that sam deploy uploads the code to.
CODE = {"Bucket": "code-of-functions", "Key": "bootstrap.zip"}


def transformed(text, parameters):
    template = yaml_parse(text)
    template["Globals"]["Function"]["CodeUri"] = dict(CODE)
    return Translator({}, Parser()).translate(template, dict(parameters))


def main():
    text = Path(sys.argv[1]).read_text(encoding="utf-8")
    folder = Path(sys.argv[2])
    folder.mkdir(parents=True, exist_ok=True)
    known = yaml_parse(text)["Parameters"]
    for name, values in SETS.items():
        # Those of a function that was removed are gone.
        values = {key: value for key, value in values.items() if key in known}
        (folder / f"{name}.json").write_text(json.dumps(transformed(text, values), indent=1))
        (folder / f"{name}.parameters.json").write_text(json.dumps(values))


main()
