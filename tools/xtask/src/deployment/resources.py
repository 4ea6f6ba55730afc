"""CloudFormation's types that moto has no models for, made by calls of moto's own API, whose client refuses a
property that it does not know. create.py follows in the same program.
"""

import hashlib
import json
import os

os.environ.update(AWS_DEFAULT_REGION="eu-central-1", AWS_ACCESS_KEY_ID="test", AWS_SECRET_ACCESS_KEY="test")
os.environ.pop("AWS_ENDPOINT_URL", None)

import boto3  # noqa: E402
import moto.awslambda.models  # noqa: E402, F401: of two models of a type the later one counts
from moto.core.common_models import CloudFormationModel  # noqa: E402

# moto takes the second part of a class's module for the name of its service.
__name__ = "deployment.resources"


class Resource:
    """A resource that is made and deleted by one call each. moto looks for direct subclasses of its own class."""

    type = service = ""

    def __init__(self, physical_id, attributes=None):
        self.physical_resource_id, self.attributes = physical_id, attributes or {}

    @classmethod
    def cloudformation_type(cls):
        return cls.type

    @staticmethod
    def cloudformation_name_type():
        return ""

    @classmethod
    def has_cfn_attr(cls, attr):
        return True

    def get_cfn_attribute(self, name):
        return self.attributes[name]

    @classmethod
    def create_from_cloudformation_json(cls, resource_name, cloudformation_json, account_id, region_name, **_):
        return cls.create(boto3.client(cls.service), resource_name, cloudformation_json["Properties"])

    @classmethod
    def delete_from_cloudformation_json(cls, resource_name, cloudformation_json, account_id, region_name):
        cls.delete(boto3.client(cls.service), resource_name)

    @staticmethod
    def delete(client, name):
        """Most go with what they belong to."""


class Api(Resource, CloudFormationModel):
    type, service = "AWS::ApiGatewayV2::Api", "apigatewayv2"

    @classmethod
    def create(cls, client, name, properties):
        body, cors = properties.pop("Body", None), properties.get("CorsConfiguration", {})
        # moto hands the default of a list over as a text.
        if isinstance(cors.get("AllowOrigins"), str):
            cors["AllowOrigins"] = cors["AllowOrigins"].split(",")
        made = client.create_api(**({"Name": name, "ProtocolType": "HTTP"} | properties if body else properties))
        if body:
            client.reimport_api(ApiId=made["ApiId"], Body=json.dumps(body))
        return cls(made["ApiId"], {"ApiEndpoint": made["ApiEndpoint"], "ApiId": made["ApiId"]})

    @staticmethod
    def delete(client, name):
        client.delete_api(ApiId=name)


class Stage(Resource, CloudFormationModel):
    type, service = "AWS::ApiGatewayV2::Stage", "apigatewayv2"

    @classmethod
    def create(cls, client, name, properties):
        routes = {route["RouteKey"] for route in client.get_routes(ApiId=properties["ApiId"])["Items"]}
        unknown = set(properties.get("RouteSettings", {})) - routes
        assert not unknown, f"Unable to find Route by key {unknown}"
        return cls(client.create_stage(**properties)["StageName"])


class PartOfApi(Resource):
    """A resource of an API, which goes with it."""

    service = "apigatewayv2"

    @classmethod
    def create(cls, client, name, properties):
        kind = cls.type.rpartition("::")[2]
        made = getattr(client, f"create_{kind.lower()}")(**properties)
        return cls(made[f"{kind}Id"], {f"{kind}Id": made[f"{kind}Id"]})


for kind in ("Authorizer", "Integration", "Route"):
    type(kind, (PartOfApi, CloudFormationModel), {"type": f"AWS::ApiGatewayV2::{kind}"})


class Version(Resource, CloudFormationModel):
    type, service = "AWS::Lambda::Version", "lambda"
    descriptions = {}

    @classmethod
    def create(cls, client, name, properties):
        made = client.publish_version(FunctionName=properties["FunctionName"])
        Version.descriptions[properties["FunctionName"]] = properties["Description"]
        return cls(made["FunctionArn"], {"Version": made["Version"]})


class Permission(Resource, CloudFormationModel):
    type, service = "AWS::Lambda::Permission", "lambda"

    @classmethod
    def create(cls, client, name, properties):
        arn = properties["FunctionName"]
        # A function of somebody else's is not there.
        if not arn.endswith(":function:orders:live"):
            assert arn.endswith(":live"), f"{name}: API Gateway may call {arn}, and calls live"
            aliases = client.list_aliases(FunctionName=arn.split(":")[6])["Aliases"]
            assert [alias["AliasArn"] for alias in aliases] == [arn], (name, aliases)
        return cls(name)


class Alias(Resource, CloudFormationModel):
    type, service = "AWS::Lambda::Alias", "lambda"

    @classmethod
    def create(cls, client, name, properties):
        return cls(client.create_alias(**properties)["AliasArn"])


class Alarm(Resource, CloudFormationModel):
    type, service = "AWS::CloudWatch::Alarm", "cloudwatch"

    @classmethod
    def create(cls, client, name, properties):
        client.put_metric_alarm(**properties)
        return cls(properties["AlarmName"])

    @staticmethod
    def delete(client, name):
        client.delete_alarms(AlarmNames=[name])


class MetricFilter(Resource, CloudFormationModel):
    type, service = "AWS::Logs::MetricFilter", "logs"

    @classmethod
    def create(cls, client, name, properties):
        lower = {key[0].lower() + key[1:]: value for key, value in properties.items()}
        lower["metricTransformations"] = [
            {key[0].lower() + key[1:]: value for key, value in one.items()} for one in properties["MetricTransformations"]
        ]
        client.put_metric_filter(filterName=name, **lower)
        return cls(name)


class Configuration(Resource, CloudFormationModel):
    type, service = "AWS::AppConfig::Application", "appconfig"

    @classmethod
    def create(cls, client, name, properties):
        return cls(client.create_application(**properties)["Id"])

    @staticmethod
    def delete(client, name):
        client.delete_application(ApplicationId=name)


class ConfigurationProfile(Resource, CloudFormationModel):
    type, service = "AWS::AppConfig::ConfigurationProfile", "appconfig"

    @classmethod
    def create(cls, client, name, properties):
        return cls(client.create_configuration_profile(**properties)["Id"])


class ConfigurationVersion(Resource, CloudFormationModel):
    """Its number stands for its content here, since each stack is the first one."""

    type, service = "AWS::AppConfig::HostedConfigurationVersion", "appconfig"

    @classmethod
    def create(cls, client, name, properties):
        client.create_hosted_configuration_version(**properties | {"Content": properties["Content"].encode()})
        number = hashlib.sha256(properties["Content"].encode()).hexdigest()
        return cls(number, {"VersionNumber": number})


class Secret(Resource, CloudFormationModel):
    type, service = "AWS::SecretsManager::Secret", "secretsmanager"

    @classmethod
    def create(cls, client, name, properties):
        password = client.get_random_password(**properties["GenerateSecretString"])["RandomPassword"]
        return cls(client.create_secret(Name=name, SecretString=password)["ARN"])

    @staticmethod
    def delete(client, name):
        client.delete_secret(SecretId=name, ForceDeleteWithoutRecovery=True)


class NamedOnly(Resource):
    """A resource that moto cannot make. What it is named by is all there is of it."""

    service = "cloudfront"
    attributes_of_type = ()

    @classmethod
    def create(cls, client, name, properties):
        return cls(name, {attribute: f"{name}.example" for attribute in cls.attributes_of_type})


for kind, attributes in {
    "AWS::CloudFront::Distribution": ("Id", "DomainName"),
    "AWS::CloudFront::Function": ("FunctionMetadata.FunctionARN",),
    "AWS::CloudFront::OriginAccessControl": ("Id",),
    "AWS::CloudFront::ResponseHeadersPolicy": ("Id",),
    "AWS::S3::BucketPolicy": (),
}.items():
    name = kind.rpartition("::")[2]
    type(name, (NamedOnly, CloudFormationModel), {"type": kind, "attributes_of_type": attributes})


class Application(Resource, CloudFormationModel):
    type, service = "AWS::CodeDeploy::Application", "codedeploy"

    @classmethod
    def create(cls, client, name, properties):
        client.create_application(applicationName=name, computePlatform=properties["ComputePlatform"])
        return cls(name)


class DeploymentGroup(Resource, CloudFormationModel):
    type, service = "AWS::CodeDeploy::DeploymentGroup", "codedeploy"

    @classmethod
    def create(cls, client, name, properties):
        alarms = properties["AlarmConfiguration"]["Alarms"]
        found = boto3.client("cloudwatch").describe_alarms(AlarmNames=[alarm["Name"] for alarm in alarms])
        assert alarms and len(found["MetricAlarms"]) == len(alarms), alarms
        client.create_deployment_group(
            applicationName=properties["ApplicationName"],
            deploymentGroupName=name,
            serviceRoleArn=properties["ServiceRoleArn"],
            deploymentConfigName=properties["DeploymentConfigName"],
        )
        return cls(name)


