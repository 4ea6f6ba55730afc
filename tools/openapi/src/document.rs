//! The parts of all functions → one document.

use shared::web::openapi::problem_schema;
use utoipa::openapi::security::{ApiKey, ApiKeyValue, HttpAuthScheme, HttpBuilder, SecurityScheme};
use utoipa::openapi::{
    ComponentsBuilder, InfoBuilder, LicenseBuilder, OpenApi, OpenApiBuilder, PathItem, RefOr, Schema,
    SecurityRequirement, ServerBuilder, tag::TagBuilder,
};

/// One document, or a sentence about two parts that do not fit each other.
pub(crate) fn of(parts: Vec<(&'static str, OpenApi)>) -> Result<OpenApi, String> {
    let mut document = empty();
    for (function, mut part) in parts {
        for (path, mut item) in part.paths.paths {
            operations(&mut item).for_each(|operation| operation.tags = Some(vec![function.into()]));
            match document.paths.paths.get_mut(&path) {
                Some(present) => present.merge_operations(item),
                None => drop(document.paths.paths.insert(path, item)),
            }
        }
        let schemas = part.components.take().map(|components| components.schemas);
        for (name, schema) in schemas.into_iter().flatten() {
            add(&mut document, function, name, schema)?;
        }
        // Cargo.toml says what a package does.
        let tag = TagBuilder::new().name(function).description(part.info.description);
        document.tags.get_or_insert_default().push(tag.build());
    }
    Ok(document)
}

/// The operations of a path.
pub(crate) fn operations(item: &mut PathItem) -> impl Iterator<Item = &mut utoipa::openapi::path::Operation> {
    let all = [
        &mut item.get,
        &mut item.put,
        &mut item.post,
        &mut item.delete,
        &mut item.patch,
    ];
    all.into_iter().flatten()
}

fn add(document: &mut OpenApi, function: &str, name: String, schema: RefOr<Schema>) -> Result<(), String> {
    let schemas = &mut document.components.get_or_insert_default().schemas;
    match schemas.get(&name) {
        Some(present) if *present != schema => Err(format!(
            "{function} and a function before it both have a schema {name}, and the two differ: name one of them \
             otherwise, by #[schema(as = …)] on its type"
        )),
        _ => {
            schemas.insert(name, schema);
            Ok(())
        }
    }
}

/// The document without routes.
fn empty() -> OpenApi {
    let info = InfoBuilder::new()
        .title("JTL Cloud App backend")
        .description(Some(ABOUT))
        .version(env!("CARGO_PKG_VERSION"))
        .license(Some(
            LicenseBuilder::new()
                .name("MIT OR Apache-2.0")
                .identifier(Some("MIT OR Apache-2.0"))
                .build(),
        ));
    let (problem, schema) = problem_schema();
    let mut components = ComponentsBuilder::new().schema(problem, schema);
    for (name, scheme) in schemes() {
        components = components.security_scheme(name, scheme);
    }
    OpenApiBuilder::new()
        .info(info.build())
        .servers(Some([ServerBuilder::new()
            .url("http://localhost:5273")
            .description(Some("cargo xtask dev"))
            .build()]))
        .components(Some(components.build()))
        .security(Some(
            TOKENS.map(|name| SecurityRequirement::new(name, Vec::<String>::new())),
        ))
        .build()
}

/// The places of a token (RFC 6750 for the first).
fn schemes() -> [(&'static str, SecurityScheme); 5] {
    let bearer = HttpBuilder::new()
        .scheme(HttpAuthScheme::Bearer)
        .bearer_format("JWT")
        .description(Some("A token of any issuer that is switched on."));
    let key = |name: &str, about: &str| ApiKeyValue::with_description(name, about);
    [
        ("bearer", SecurityScheme::Http(bearer.build())),
        (
            "sessionToken",
            SecurityScheme::ApiKey(ApiKey::Header(key(
                "X-Session-Token",
                "The same token, as the quick start's products page sends it.",
            ))),
        ),
        (
            "sessionId",
            SecurityScheme::ApiKey(ApiKey::Header(key(
                "X-Session-ID",
                "The same token, as the quick start's connect page sends it.",
            ))),
        ),
        (
            "sessionCookie",
            SecurityScheme::ApiKey(ApiKey::Cookie(key(
                "__Host-session",
                "The access token of a login with ?cookies=true.",
            ))),
        ),
        (
            "refreshCookie",
            SecurityScheme::ApiKey(ApiKey::Cookie(key(
                "__Host-refresh",
                "The refresh token of such a login.",
            ))),
        ),
    ]
}

/// The schemes by which a token is presented: one of them is enough.
const TOKENS: [&str; 4] = ["bearer", "sessionToken", "sessionId", "sessionCookie"];
const ABOUT: &str = "Made from the code by `cargo xtask openapi`; docs/api.md says it in words.";
