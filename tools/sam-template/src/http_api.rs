//! What a template says about its HTTP API as a whole: stage and CORS.

use serde_json::Value;

use crate::{Parameters, Template, TemplateError};

/// The settings of an HTTP API that its callers notice.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HttpApi {
    /// Name of the stage; `$default` is the one without a path of its own.
    pub stage: String,
    /// The origins that may call it from a browser, and how; none where the template says nothing.
    pub cors: Option<Cors>,
}

/// `CorsConfiguration` of an HTTP API.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Cors {
    /// `AllowOrigins`.
    pub allow_origins: Vec<String>,
    /// `AllowMethods`.
    pub allow_methods: Vec<String>,
    /// `AllowHeaders`.
    pub allow_headers: Vec<String>,
    /// `ExposeHeaders`.
    pub expose_headers: Vec<String>,
    /// `MaxAge`, in seconds.
    pub max_age: Option<u64>,
    /// `AllowCredentials`.
    pub allow_credentials: bool,
}

impl Template {
    /// The first `AWS::Serverless::HttpApi` of the template; without one, an API that is all defaults,
    /// as SAM makes it.
    pub fn http_api(&self, parameters: &Parameters) -> Result<HttpApi, TemplateError> {
        let resources = self.0["Resources"].as_object().into_iter().flatten();
        let mut apis = resources.filter(|(_, resource)| resource["Type"] == "AWS::Serverless::HttpApi");
        let properties = apis.next().map_or(&Value::Null, |(_, api)| &api["Properties"]);
        let stage = match &properties["StageName"] {
            Value::Null => "$default".to_owned(),
            name => {
                let name = self.resolved(name, parameters);
                name.as_ref()
                    .and_then(Value::as_str)
                    .ok_or(TemplateError::Value("StageName"))?
                    .to_owned()
            }
        };
        let cors = match &properties["CorsConfiguration"] {
            Value::Null => None,
            configuration => Some(self.cors(configuration, parameters)?),
        };
        Ok(HttpApi { stage, cors })
    }

    fn cors(&self, configuration: &Value, parameters: &Parameters) -> Result<Cors, TemplateError> {
        let list = |name: &'static str| match &configuration[name] {
            Value::Null => Ok(Vec::new()),
            value => self.texts(value, parameters).ok_or(TemplateError::Value(name)),
        };
        let max_age = match &configuration["MaxAge"] {
            Value::Null => None,
            value => Some(self.number(value, parameters).ok_or(TemplateError::Value("MaxAge"))?),
        };
        Ok(Cors {
            allow_origins: list("AllowOrigins")?,
            allow_methods: list("AllowMethods")?,
            allow_headers: list("AllowHeaders")?,
            expose_headers: list("ExposeHeaders")?,
            max_age,
            // SAM drops it without a word where it is no literal.
            allow_credentials: configuration["AllowCredentials"] == true,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEMPLATE: &str = "\
Parameters:
  Origins: {Type: CommaDelimitedList, Default: 'https://a.example, https://b.example'}
  Stage: {Type: String}
Resources:
  Api:
    Type: AWS::Serverless::HttpApi
    Properties:
      CorsConfiguration:
        AllowOrigins: !Ref Origins
        AllowMethods: [GET, POST]
        MaxAge: 600
        AllowCredentials: true
";

    fn api(template: &str, parameters: &[(&str, &str)]) -> Result<HttpApi, TemplateError> {
        let parameters = parameters.iter().map(|(name, value)| ((*name).into(), (*value).into()));
        Template::parse(template)?.http_api(&parameters.collect())
    }

    #[test]
    fn a_parameter_has_its_default_unless_a_value_is_given() {
        let cors = |parameters| api(TEMPLATE, parameters).unwrap().cors.unwrap();
        let by_default = cors(&[]);
        assert_eq!(by_default.allow_origins, ["https://a.example", "https://b.example"]);
        assert_eq!(by_default.allow_methods, ["GET", "POST"]);
        assert_eq!((by_default.max_age, by_default.allow_credentials), (Some(600), true));
        assert_eq!(
            cors(&[("Origins", "https://c.example")]).allow_origins,
            ["https://c.example"]
        );
    }

    #[test]
    fn an_api_of_which_nothing_is_said_is_all_defaults() {
        let defaults = HttpApi {
            stage: "$default".into(),
            cors: None,
        };
        assert_eq!(api("Resources: {}", &[]).unwrap(), defaults);
        assert_eq!(
            api("Resources: {Api: {Type: AWS::Serverless::HttpApi}}", &[]).unwrap(),
            defaults
        );
    }

    #[test]
    fn a_value_that_only_the_cloud_knows_is_an_error() {
        for (right, wrong) in [
            ("[GET, POST]", "!GetAtt A.B"),
            ("600", "soon"),
            ("CorsConfiguration:", "StageName: !Ref Stage\n      CorsConfiguration:"),
        ] {
            let template = TEMPLATE.replace(right, wrong);
            assert_ne!(template, TEMPLATE);
            assert!(matches!(api(&template, &[]), Err(TemplateError::Value(_))), "{wrong}");
        }
    }
}
