//! Variables of the functions that a developer sets beside those of the stand-in: by `--env`, else in
//! `.env.dev`.

use std::fs;
use std::io::ErrorKind;

use crate::arguments::Assignment;
use crate::cargo::Workspace;
use crate::env_file;
use crate::failure::Failure;
use crate::variables;

/// File of variables beside those of the stand-in.
pub(crate) const FILE: &str = ".env.dev";

/// Variables of a developer's own.
#[derive(Debug, Default)]
pub(crate) struct DevEnv {
    pub(crate) variables: Vec<(String, String)>,
    of_file: Vec<String>,
    of_options: Vec<String>,
}

/// Reads the file, if there is one, and puts the options before it.
pub(crate) fn read(workspace: &Workspace, options: &[Assignment]) -> Result<DevEnv, Failure> {
    let text = match fs::read_to_string(workspace.root.join(FILE)) {
        Ok(text) => text,
        Err(error) if error.kind() == ErrorKind::NotFound => String::new(),
        Err(error) => return Err(Failure::said(format!("cannot read {FILE}: {error}"))),
    };
    taken(&text, options).map_err(Failure::said)
}

impl DevEnv {
    /// One line with the names; none where there are none.
    pub(crate) fn line(&self) -> Option<String> {
        let list = |names: &[String], of: &str| (!names.is_empty()).then(|| format!("{} of {of}", names.join(", ")));
        let lists = [list(&self.of_options, "--env"), list(&self.of_file, FILE)];
        let lists: Vec<String> = lists.into_iter().flatten().collect();
        (!lists.is_empty()).then(|| format!("Variables taken: {}", lists.join("; ")))
    }
}

fn taken(file: &str, options: &[Assignment]) -> Result<DevEnv, String> {
    let mut env = DevEnv::default();
    for Assignment { name, value } in options {
        must_be_known(name).map_err(|fault| format!("--env: {fault}"))?;
        if env.of_options.contains(name) {
            return Err(format!("--env: {name} is set twice"));
        }
        env.of_options.push(name.clone());
        env.variables.push((name.clone(), value.clone()));
    }
    for (name, value) in env_file::parse(file).map_err(|fault| format!("{FILE}: {fault}"))? {
        must_be_known(&name).map_err(|fault| format!("{FILE}: {fault}"))?;
        if !env.of_options.contains(&name) {
            env.of_file.push(name.clone());
            env.variables.push((name, value));
        }
    }
    Ok(env)
}

fn must_be_known(name: &str) -> Result<(), String> {
    let is_of_others = name.starts_with("AWS_") || OF_OTHERS.contains(&name);
    if is_of_others || variables::of_the_functions().any(|known| known == name) {
        return Ok(());
    }
    let nearest = variables::nearest(name, variables::of_the_functions().chain(OF_OTHERS));
    Err(match nearest {
        Some(nearest) => format!("no function reads {name}; did you mean {nearest}?"),
        None => format!("no function reads {name}; put it into .env.example if yours does"),
    })
}

/// Variables that functions read before any configuration: the log, and TLS.
const OF_OTHERS: [&str; 2] = ["RUST_LOG", "SSL_CERT_FILE"];

#[cfg(test)]
mod tests {
    use super::*;

    fn options(given: &[(&str, &str)]) -> Vec<Assignment> {
        let given = given.iter().map(|(name, value)| Assignment {
            name: (*name).to_owned(),
            value: (*value).to_owned(),
        });
        given.collect()
    }

    #[test]
    fn an_option_comes_before_the_file_and_both_are_named_without_values() {
        let file = "TOKEN_LEEWAY_SECONDS=hush-1\nERP_CALLS_AS=hush-2\nRUST_LOG=debug\n";

        let env = taken(file, &options(&[("ERP_CALLS_AS", "hush-3"), ("AWS_REGION", "hush-4")])).unwrap();

        let value = |name: &str| {
            env.variables
                .iter()
                .filter(|(known, _)| known == name)
                .collect::<Vec<_>>()
        };
        assert_eq!(
            value("ERP_CALLS_AS"),
            [&("ERP_CALLS_AS".to_owned(), "hush-3".to_owned())]
        );
        assert_eq!(value("TOKEN_LEEWAY_SECONDS").len(), 1);
        assert_eq!(
            env.line().unwrap(),
            "Variables taken: ERP_CALLS_AS, AWS_REGION of --env; TOKEN_LEEWAY_SECONDS, RUST_LOG of .env.dev"
        );
        assert_eq!(taken("", &[]).unwrap().line(), None);
    }

    #[test]
    fn a_name_that_nothing_reads_is_refused_with_the_nearest_one() {
        for (name, sentence) in [
            (
                "TOKEN_LEEWAY_SECOND",
                "no function reads TOKEN_LEEWAY_SECOND; did you mean TOKEN_LEEWAY_SECONDS?",
            ),
            (
                "erp_calls_as",
                "no function reads erp_calls_as; did you mean ERP_CALLS_AS?",
            ),
            (
                "SOMETHING",
                "no function reads SOMETHING; put it into .env.example if yours does",
            ),
        ] {
            let fault = taken("", &options(&[(name, "hush")])).unwrap_err();
            assert_eq!(fault, format!("--env: {sentence}"));
            let fault = taken(&format!("{name}=hush"), &[]).unwrap_err();
            assert_eq!(fault, format!(".env.dev: {sentence}"));
        }
    }

    #[test]
    fn what_is_wrong_in_the_file_is_named_by_its_line_and_never_its_value() {
        let fault = taken("# one\nERP_CALLS_AS=two hushes", &[]).unwrap_err();
        assert_eq!(fault, ".env.dev: line 2: put the value in double quotes");
        let twice = options(&[("ERP_CALLS_AS", "hush"), ("ERP_CALLS_AS", "hush")]);
        assert_eq!(taken("", &twice).unwrap_err(), "--env: ERP_CALLS_AS is set twice");
    }
}
