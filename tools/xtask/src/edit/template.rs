//! `template.yaml`, edited as text so that its comments stay, and read again afterwards.

use std::collections::BTreeSet;
use std::ops::Range;

use sam_template::Template;

use crate::failure::Failure;

/// The text with `block` as the last of its resources, and `method` among those that a page on
/// another origin may use.
pub(crate) fn with_function(text: &str, block: &str, method: &str) -> Result<String, Failure> {
    let mut lines: Vec<&str> = text.lines().collect();
    let resources = section(&lines, "Resources").ok_or_else(|| unreadable("it has no Resources"))?;
    let end = resources.end - lines[resources].iter().rev().take_while(|line| line.is_empty()).count();
    let block: Vec<&str> = std::iter::once("").chain(block.lines()).collect();
    lines.splice(end..end, block);
    let allowed = allow_methods(&lines).ok_or_else(|| unreadable("it has no AllowMethods: [...]"))?;
    let methods = with_method(lines[allowed], method);
    lines[allowed] = &methods;
    checked(joined(&lines))
}

/// The text without the function of this binary: its resource, its log group, the alarms and outputs that
/// name one of them, and the methods that only it has among those that a page on another origin may use.
/// Fails where something else names one of them.
pub(crate) fn without_function(text: &str, binary: &str) -> Result<String, Failure> {
    let template = Template::parse(text).map_err(|error| unreadable(&error))?;
    let functions = template.functions().map_err(|error| unreadable(&error))?;
    let Some(function) = functions.iter().find(|function| function.binary == binary) else {
        return Ok(text.to_owned());
    };
    let log_group = function.resource["Properties"]["LoggingConfig"]["LogGroup"]["Ref"].as_str();
    let own: Vec<&str> = std::iter::once(function.logical_id).chain(log_group).collect();
    let resources = template.as_json()["Resources"].as_object().into_iter().flatten();
    let watching = resources.filter(|(_, resource)| {
        let is_watch = WATCHING.iter().any(|kind| resource["Type"] == *kind);
        is_watch && own.iter().any(|id| names(&resource.to_string(), id))
    });
    let watching = watching.map(|(id, _)| id.as_str());
    let gone: Vec<&str> = own.iter().copied().chain(watching).collect();
    let outputs = template.as_json()["Outputs"].as_object().into_iter().flatten();
    let outputs = outputs.filter(|(_, output)| gone.iter().any(|id| names(&output.to_string(), id)));
    let outputs: Vec<&str> = outputs.map(|(id, _)| id.as_str()).collect();
    let mut lines: Vec<&str> = text.lines().collect();
    for (name, ids) in [("Outputs", &outputs), ("Resources", &gone)] {
        for id in ids {
            let section = section(&lines, name).ok_or_else(|| unreadable(&format!("it has no {name}")))?;
            let entry = entry(&lines, section, id).ok_or_else(|| unreadable(&format!("{id} cannot be found")))?;
            lines.drain(entry);
        }
    }
    let kept = checked(joined(&lines))?;
    let only_its_own = methods(text)?.difference(&methods(&kept)?).cloned().collect::<Vec<_>>();
    let mut lines: Vec<&str> = kept.lines().collect();
    let fewer = allow_methods(&lines).map(|at| (at, without_methods(lines[at], &only_its_own)));
    if let Some((at, fewer)) = &fewer {
        lines[*at] = fewer;
    }
    let text = checked(joined(&lines))?;
    let rest = Template::parse(&text)
        .map_err(|error| unreadable(&error))?
        .as_json()
        .to_string();
    match gone.iter().find(|id| names(&rest, id)) {
        Some(id) => Err(Failure::said(format!(
            "{binary} stays, because something else in template.yaml names {id}: take that out first, or put it \
             between # <{binary}> and # </{binary}>; nothing was changed"
        ))),
        None => Ok(text),
    }
}

/// Types of resources that go with the function or the log group that they watch.
const WATCHING: [&str; 2] = ["AWS::CloudWatch::Alarm", "AWS::Logs::MetricFilter"];

/// Whether a text names a logical id, and not only a longer one.
fn names(text: &str, id: &str) -> bool {
    text.split(|c: char| !c.is_ascii_alphanumeric()).any(|word| word == id)
}

/// The lines of a section, without the line that names it.
fn section(lines: &[&str], name: &str) -> Option<Range<usize>> {
    let start = lines.iter().position(|line| line.strip_suffix(':') == Some(name))? + 1;
    let length = lines[start..]
        .iter()
        .take_while(|line| line.is_empty() || line.starts_with([' ', '#']))
        .count();
    Some(start..start + length)
}

/// The lines of one entry of a section, with the comment before it and the empty lines after it.
fn entry(lines: &[&str], section: Range<usize>, id: &str) -> Option<Range<usize>> {
    let is_comment = |line: &str| line.starts_with("  #");
    let at = section.start
        + lines[section.clone()]
            .iter()
            .position(|line| line.trim_end() == format!("  {id}:"))?;
    let above = lines[section.start..at]
        .iter()
        .rev()
        .take_while(|line| is_comment(line) && !is_mark(line));
    let start = at - above.count();
    let below = lines[at + 1..section.end]
        .iter()
        .take_while(|line| line.is_empty() || line.starts_with("   "));
    Some(start..at + 1 + below.count())
}

fn is_mark(line: &str) -> bool {
    line.trim_start_matches([' ', '#']).starts_with('<')
}

/// The line `AllowMethods: [GET, OPTIONS]` with this method before `OPTIONS`.
fn with_method(line: &str, method: &str) -> String {
    let Some((before, list)) = line.split_once('[') else {
        return line.to_owned();
    };
    let mut methods: Vec<&str> = list.trim_end_matches(']').split(", ").collect();
    if !methods.contains(&method) {
        let end = methods
            .iter()
            .position(|known| *known == "OPTIONS")
            .unwrap_or(methods.len());
        methods.insert(end, method);
    }
    format!("{before}[{}]", methods.join(", "))
}

fn without_methods(line: &str, gone: &[String]) -> String {
    let Some((before, list)) = line.split_once('[') else {
        return line.to_owned();
    };
    let methods = list.trim_end_matches(']').split(", ");
    let kept: Vec<&str> = methods
        .filter(|method| !gone.iter().any(|gone| gone == method))
        .collect();
    format!("{before}[{}]", kept.join(", "))
}

/// The number of the line in which the API allows methods.
fn allow_methods(lines: &[&str]) -> Option<usize> {
    lines
        .iter()
        .position(|line| line.trim_start().starts_with("AllowMethods: ["))
}

/// The methods of all routes.
fn methods(text: &str) -> Result<BTreeSet<String>, Failure> {
    let routes = Template::parse(text).and_then(|template| template.routes());
    let routes = routes.map_err(|error| unreadable(&error))?;
    Ok(routes.into_iter().map(|route| route.method).collect())
}

fn joined(lines: &[&str]) -> String {
    let mut text = lines.join("\n").trim_end().to_owned();
    text.push('\n');
    text
}

fn checked(text: String) -> Result<String, Failure> {
    let template = Template::parse(&text).map_err(|error| unreadable(&error))?;
    template.routes().map_err(|error| unreadable(&error))?;
    Ok(text)
}

fn unreadable(reason: &(impl std::fmt::Display + ?Sized)) -> Failure {
    Failure::said(format!(
        "template.yaml cannot be edited, so nothing was changed: {reason}"
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEMPLATE: &str = "\
Resources:
  Api:
    Type: AWS::Serverless::HttpApi
    Properties:
      CorsConfiguration:
        AllowMethods: [GET, OPTIONS]

  # The first.
  AFunction:
    Type: AWS::Serverless::Function
    Metadata: {BuildProperties: {Binary: a}}
    Properties:
      LoggingConfig: {LogGroup: !Ref ALogGroup}

  ALogGroup:
    Type: AWS::Logs::LogGroup

  AFilter:
    Type: AWS::Logs::MetricFilter
    Properties: {LogGroupName: !Ref ALogGroup}

  AAlarm:
    Type: AWS::CloudWatch::Alarm
    Properties: {Dimensions: [{Value: !Ref AFunction}]}

Outputs:
  Url:
    Value: !Ref Api
  AName:
    Value: !Ref AFunction
";
    const BLOCK: &str = "  BFunction:
    Type: AWS::Serverless::Function
    Metadata: {BuildProperties: {Binary: b}}
    Properties:
      LoggingConfig: {LogGroup: !Ref BLogGroup}

  BLogGroup:
    Type: AWS::Logs::LogGroup
";

    #[test]
    fn a_function_comes_last_and_goes_without_a_trace() {
        let added = with_function(TEMPLATE, BLOCK, "GET").unwrap();
        assert!(
            added.contains(&format!(
                "    Properties: {{Dimensions: [{{Value: !Ref AFunction}}]}}\n\n{BLOCK}\nOutputs:"
            )),
            "{added}"
        );
        assert_eq!(without_function(&added, "b").unwrap(), TEMPLATE);
    }

    #[test]
    fn a_method_comes_and_goes_with_the_last_route_that_has_it() {
        let with = |text: &str, name: &str, method: &str| {
            let block = format!(
                "  {name}Function:
    Type: AWS::Serverless::Function
    Metadata: {{BuildProperties: {{Binary: {name}}}}}
    Properties:
      Events: {{E: {{Type: HttpApi, Properties: {{Path: /{name}, Method: {method}}}}}}}
"
            );
            with_function(text, &block, method).unwrap()
        };
        let get = with(TEMPLATE, "D", "GET");
        let put = with(&get, "E", "PUT");
        assert!(put.contains("AllowMethods: [GET, PUT, OPTIONS]"), "{put}");
        let twice = with(&put, "F", "PUT");
        let once = without_function(&twice, "E").unwrap();
        assert!(once.contains("AllowMethods: [GET, PUT, OPTIONS]"), "{once}");
        assert_eq!(without_function(&once, "F").unwrap(), get);
    }

    #[test]
    fn its_comment_its_log_group_its_alarms_and_its_outputs_go_with_it() {
        let without = without_function(TEMPLATE, "a").unwrap();
        assert!(
            !without.contains("AFunction") && !without.contains("ALogGroup") && !without.contains("AFilter"),
            "{without}"
        );
        assert!(
            !without.contains("The first") && !without.contains("AName") && !without.contains("AAlarm"),
            "{without}"
        );
        assert!(without.contains("  Url:\n    Value: !Ref Api"), "{without}");
    }

    #[test]
    fn a_function_that_something_else_names_stays() {
        let named = TEMPLATE.replace(
            "    Type: AWS::Serverless::HttpApi\n",
            "    Type: AWS::Serverless::HttpApi\n    DependsOn: AFunction\n",
        );
        assert!(without_function(&named, "a").is_err());
    }
}
