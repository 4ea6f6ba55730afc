//! Session tokens to order.

use std::sync::Arc;

use axum::{
    body::Bytes,
    extract::{Query, State},
    response::Response,
};
use serde::Deserialize;
use serde_json::{Map, Value};

use super::{
    body::{BadRequest, overlaid, parsed},
    token_answer::{TokenForm, TokenQuery},
};
use crate::{SessionClaims, clock, platform::Platform};

/// Wishes for a session token; every member is optional.
#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct TokenWish {
    tenant_id: Option<String>,
    user_id: Option<String>,
    tenant_slug: Option<String>,
    /// Seconds from now; negative for a token that has expired.
    expires_in: Option<i64>,
    kid: Option<String>,
    /// Members to add to the header; `null` takes one away.
    #[serde(default)]
    header: Map<String, Value>,
    /// Members to add to the claims; `null` takes one away.
    #[serde(default)]
    claims: Map<String, Value>,
}

pub(super) async fn ordered(State(platform): State<Arc<Platform>>, body: Bytes) -> Result<Response, BadRequest> {
    let wish: TokenWish = parsed(&body)?;
    Ok(TokenForm::Json.answer(MEMBER, &minted(&platform, wish)))
}

pub(super) async fn of_tenant(State(platform): State<Arc<Platform>>, Query(query): Query<TokenQuery>) -> Response {
    let wish = TokenWish {
        tenant_id: query.tenant_id,
        ..TokenWish::default()
    };
    query.form.answer(MEMBER, &minted(&platform, wish))
}

fn minted(platform: &Platform, wish: TokenWish) -> String {
    let usual = SessionClaims::of(wish.tenant_id.as_deref().unwrap_or("bikes"));
    let claims = SessionClaims {
        user_id: wish.user_id.or(usual.user_id),
        tenant_slug: wish.tenant_slug.or(usual.tenant_slug),
        expires_at: wish
            .expires_in
            .map(|seconds| clock::now_seconds().saturating_add(seconds)),
        kid: wish.kid,
        tenant_id: usual.tenant_id,
    };
    let header = overlaid(claims.header(), wish.header).to_string();
    let claims = overlaid(claims.claims(), wish.claims).to_string();
    let key = platform.keys().signing();
    key.sign(header.as_bytes(), claims.as_bytes())
}

const MEMBER: &str = "sessionToken";
