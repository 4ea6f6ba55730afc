// <product-proxy>
//! `erp-schemas FOLDER`: holds every document that product-proxy sends, with its variables, and the
//! stand-in's own schema against the ERP's published schemas, which are third-party files and in no
//! repository of ours.
//!
//! `cargo xtask test` runs it, and says so where there is no such folder.

mod documents;
mod schema;
mod stand_in;

use std::io::{Write, stderr, stdout};
use std::path::PathBuf;
use std::process::ExitCode;

use product_proxy::ErpVersion;

use schema::PublishedSchema;

fn main() -> ExitCode {
    let Some(folder) = std::env::args_os().nth(1).map(PathBuf::from) else {
        return fail("name the folder that has schema-2.0.graphql and schema-2.1.graphql");
    };
    for (form, version, files) in FORMS {
        for file in *files {
            let checked = PublishedSchema::read(&folder.join(file)).and_then(|schema| check(&schema, *version));
            match checked {
                Ok(counts) => say(&format!("the {form} form against {file}: {counts}")),
                Err(error) => return fail(&format!("the {form} form against {file}: {error}")),
            }
        }
    }
    for (version, file) in OWN {
        let checked = PublishedSchema::read(&folder.join(file)).and_then(|schema| schema.check_stand_in(*version));
        match checked {
            Ok(counts) => say(&format!("the stand-in against {file}: {counts}")),
            Err(error) => return fail(&format!("the stand-in against {file}: {error}")),
        }
    }
    ExitCode::SUCCESS
}

/// Each form of the documents, as `ERP_API_VERSION` chooses it, and the schemas it must fit.
const FORMS: &[(&str, ErpVersion, &[&str])] = &[
    ("2.0", ErpVersion::V2_0, &["schema-2.0.graphql", "schema-2.1.graphql"]),
    ("2.1", ErpVersion::V2_1, &["schema-2.1.graphql"]),
];

/// The schemas that the stand-in has itself.
const OWN: &[(::stand_in::ErpVersion, &str)] = &[
    (::stand_in::ErpVersion::V2_0, "schema-2.0.graphql"),
    (::stand_in::ErpVersion::V2_1, "schema-2.1.graphql"),
];

fn check(schema: &PublishedSchema, version: ErpVersion) -> Result<String, String> {
    let (mut documents, mut variables) = (0, 0);
    for prepared in documents::all(version)? {
        let is_new = schema.check(&prepared.document, &prepared.variables)?;
        documents += u32::from(is_new);
        variables += 1;
    }
    Ok(format!("{documents} documents and {variables} sets of variables fit"))
}

fn say(line: &str) {
    // A closed standard output is no reason to fail.
    let _ = writeln!(stdout().lock(), "{line}");
}

fn fail(sentence: &str) -> ExitCode {
    let _ = writeln!(stderr().lock(), "{sentence}");
    ExitCode::FAILURE
}
// </product-proxy>
