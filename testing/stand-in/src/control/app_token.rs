//! App tokens to order.

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
use crate::{AppClaims, clock, platform::Platform};

/// Wishes for an app token; every member is optional.
#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct TokenWish {
    tenant_id: Option<String>,
    user_id: Option<String>,
    audience: Option<Value>,
    app_id: Option<String>,
    issuer: Option<String>,
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
    let usual = wish.tenant_id.as_deref().map_or_else(AppClaims::default, AppClaims::of);
    let claims = AppClaims {
        tenant_id: usual.tenant_id,
        user_id: wish.user_id.or(usual.user_id),
        audience: wish.audience.unwrap_or(usual.audience),
        app_id: wish.app_id.or(usual.app_id),
        issuer: wish.issuer,
        expires_at: wish
            .expires_in
            .map(|seconds| clock::now_seconds().saturating_add(seconds)),
        kid: wish.kid,
    };
    let key = platform.app_keys().signing();
    let header = overlaid(claims.header(&key.id), wish.header).to_string();
    let claims = overlaid(claims.claims(platform.url()), wish.claims).to_string();
    key.sign(header.as_bytes(), claims.as_bytes())
}

const MEMBER: &str = "accessToken";
