//! The routes of this function for `docs/openapi.json`.

pub(crate) mod bodies;
pub(crate) mod problems;

use utoipa::OpenApi;

use crate::{guides, key_set, login, logout, password_change, profile, refresh, register};

/// Every route of this function.
#[derive(Debug, OpenApi)]
#[openapi(paths(
    register::register,
    login::login,
    guides::token,
    guides::authenticate,
    refresh::refresh,
    logout::logout,
    password_change::change,
    profile::show,
    key_set::show
))]
pub struct ApiDoc;
