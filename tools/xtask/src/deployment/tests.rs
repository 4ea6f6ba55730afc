//! Facts of `template.yaml`, `samconfig.toml` and the runbook that no linter knows.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use sam_template::Template;
use serde_json::{Value, json};

static TEMPLATE: LazyLock<Template> =
    LazyLock::new(|| Template::parse(include_str!("../../../../template.yaml")).expect("the template is readable"));

fn section(name: &str) -> &'static serde_json::Map<String, Value> {
    TEMPLATE.as_json()[name].as_object().expect("the template has it")
}

fn of_type(kind: &str) -> impl Iterator<Item = (&'static String, &'static Value)> {
    section("Resources")
        .iter()
        .filter(move |(_, resource)| resource["Type"] == kind)
}

/// Parameters that a value names, or a condition in it.
fn parameters_in(value: &Value) -> BTreeSet<&'static str> {
    let text = value.to_string();
    let words: BTreeSet<&str> = text.split(|c: char| !c.is_ascii_alphanumeric()).collect();
    let known = section("Parameters").keys().map(String::as_str);
    let conditions = section("Conditions")
        .iter()
        .filter(|(name, _)| words.contains(name.as_str()));
    let by_conditions = conditions.flat_map(|(_, condition)| parameters_in(condition));
    known.filter(|name| words.contains(name)).chain(by_conditions).collect()
}

#[test]
fn few_questions_are_asked_and_those_that_matter_first() {
    let parameters = section("Parameters");
    assert!(parameters.len() <= 24, "{} parameters", parameters.len());
    let groups = TEMPLATE.as_json()["Metadata"]["AWS::CloudFormation::Interface"]["ParameterGroups"].as_array();
    let groups = groups.expect("the parameters are grouped");
    let of = |group: &Value| group["Parameters"].as_array().expect("a group has some").clone();
    assert!(of(&groups[0]).len() <= 5, "{:?}", groups[0]);
    let mut grouped: Vec<Value> = groups.iter().flat_map(of).collect();
    grouped.sort_by_key(ToString::to_string);
    let mut known: Vec<Value> = parameters.keys().map(|name| json!(name)).collect();
    known.sort_by_key(ToString::to_string);
    assert_eq!(grouped, known);
    let without_default = parameters
        .iter()
        .filter(|(_, parameter)| parameter["Default"].is_null());
    assert_eq!(without_default.count(), 0);
}

#[test]
fn a_parameter_that_functions_know_has_a_part_in_the_number_of_the_configuration() {
    let numbered = parameters_in(&TEMPLATE.resource("ConfigurationVersion")["Properties"]["Content"]);
    let globals = &TEMPLATE.as_json()["Globals"]["Function"];
    let mut settings: Vec<Value> = vec![globals["Environment"].clone(), globals["Architectures"].clone()];
    for (name, function) in of_type("AWS::Serverless::Function") {
        let properties = &function["Properties"];
        settings.push(properties["Environment"].clone());
        let described = properties["VersionDescription"].to_string();
        assert!(described.contains("${ConfigurationVersion.VersionNumber}"), "{name}");
        assert_eq!(properties["AutoPublishAliasAllProperties"], true, "{name}");
    }
    let known: BTreeSet<&str> = settings.iter().flat_map(parameters_in).collect();
    assert!(known.len() > 5, "{known:?}");
    let missing: Vec<_> = known.difference(&numbered).collect();
    assert!(missing.is_empty(), "put these into ConfigurationVersion: {missing:?}");
}

#[test]
fn a_function_that_fails_is_rolled_back_by_an_alarm_that_knows_no_alias() {
    for (name, function) in of_type("AWS::Serverless::Function") {
        let alarms = function["Properties"]["DeploymentPreference"]["Alarms"].as_array();
        let alarms = alarms.unwrap_or_else(|| panic!("{name} is not rolled back"));
        assert!(!alarms.is_empty(), "{name}");
        for alarm in alarms {
            let id = alarm["Ref"].as_str().expect("an alarm of the stack");
            let text = TEMPLATE.resource(id).to_string();
            assert!(
                text.contains(&format!(r#""Ref":"{name}""#)) && !text.contains("Api"),
                "{id}"
            );
        }
    }
}

#[test]
fn no_log_group_and_no_line_is_lost_to_lambda() {
    let denied = json!({"Effect": "Deny", "Action": "logs:CreateLogGroup", "Resource": "*"});
    for (name, function) in of_type("AWS::Serverless::Function") {
        let policies = function["Properties"]["Policies"].as_array().expect("it has policies");
        let statements = policies.iter().filter_map(|policy| policy["Statement"].as_array());
        assert!(
            statements.flatten().any(|statement| *statement == denied),
            "{name} may make log groups"
        );
        let logging = &function["Properties"]["LoggingConfig"];
        assert!(
            logging["LogGroup"]["Ref"].is_string() && logging["ApplicationLogLevel"].is_null(),
            "{name}"
        );
    }
    let logging = &TEMPLATE.as_json()["Globals"]["Function"]["LoggingConfig"];
    assert_eq!(
        (&logging["ApplicationLogLevel"], &logging["LogFormat"]),
        (&json!("TRACE"), &json!("JSON"))
    );
}

#[test]
fn records_outlive_the_stack_and_not_a_first_deployment_that_failed() {
    let tables = of_type("AWS::DynamoDB::Table").filter(|(_, table)| !table["DeletionPolicy"].is_null());
    for (name, table) in tables {
        assert_eq!(table["DeletionPolicy"], "RetainExceptOnCreate", "{name}");
        assert_eq!(table["UpdateReplacePolicy"], "Retain", "{name}");
        assert_eq!(
            table["Properties"]["PointInTimeRecoverySpecification"]["PointInTimeRecoveryEnabled"],
            true
        );
        assert!(
            section("Parameters").contains_key(&format!("Existing{name}")),
            "{name} cannot be named"
        );
    }
    assert!(of_type("AWS::DynamoDB::Table").all(|(_, table)| table["Properties"]["SSESpecification"].is_null()));
}

#[test]
fn each_alarm_names_its_page_of_the_runbook_and_is_sent_to_the_topic() {
    let runbook = include_str!("../../../../docs/runbook.md");
    let pages: BTreeSet<&str> = runbook.lines().filter_map(|line| line.strip_prefix("## ")).collect();
    let mut named = BTreeSet::new();
    for (name, alarm) in of_type("AWS::CloudWatch::Alarm") {
        let properties = &alarm["Properties"];
        let described = properties["AlarmDescription"].as_str().expect("it is described");
        let (_, page) = described
            .split_once(": docs/runbook.md#")
            .unwrap_or_else(|| panic!("{name}: {described}"));
        assert!(pages.contains(page), "{name}: the runbook has no page {page}");
        named.insert(page);
        let full_name = properties["AlarmName"]["Fn::Sub"]
            .as_str()
            .expect("it is named after the stack");
        assert!(full_name.ends_with(page), "{name}: {full_name}");
        assert_eq!(properties["AlarmActions"]["Fn::If"][0], "HasAlarmTopic", "{name}");
        assert_eq!(properties["TreatMissingData"], "notBreaching", "{name}");
    }
    assert!(named.len() >= 5, "{named:?}");
}

#[test]
fn every_stage_builds_what_it_deploys() {
    let samconfig: toml_edit::DocumentMut = include_str!("../../../../samconfig.toml").parse().expect("it is TOML");
    let mut stages = 0;
    for (stage, commands) in samconfig.iter().filter(|(_, item)| item.is_table()) {
        let commands = commands.as_table().expect("it is a table");
        let with_overrides = commands.iter().filter(|(_, command)| {
            let parameters = command.get("parameters");
            parameters.is_some_and(|parameters| parameters.get("parameter_overrides").is_some())
        });
        let with_overrides: Vec<&str> = with_overrides.map(|(command, _)| command).collect();
        assert_eq!(with_overrides, ["global"], "{stage}");
        let overrides = commands["global"]["parameters"]["parameter_overrides"].as_array();
        for given in overrides.expect("they are a list") {
            let (name, value) = given
                .as_str()
                .and_then(|text| text.split_once('='))
                .expect("NAME=VALUE");
            let parameter = section("Parameters")
                .get(name)
                .unwrap_or_else(|| panic!("{stage}: {name}"));
            let allowed = parameter["AllowedValues"].as_array();
            let is_allowed = |one: &Value| one.as_str().map_or(one.to_string(), str::to_owned) == value;
            assert!(
                allowed.is_none_or(|allowed| allowed.iter().any(is_allowed)),
                "{stage}: {given}"
            );
        }
        stages += 1;
    }
    assert_eq!(stages, 3);
}
