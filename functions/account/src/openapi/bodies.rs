//! Bodies of requests and answers. The handlers read and write them member by member; the contract test
//! holds their answers against these.
#![expect(dead_code, reason = "only their schemas are used")]

use utoipa::{IntoParams, ToSchema};

/// A new account.
#[derive(ToSchema)]
pub(crate) struct Registration {
    #[schema(
        min_length = 1,
        max_length = 128,
        pattern = "^[^\\u0000-\\u001F\\u007F-\\u009F\\u2028\\u2029]*$"
    )]
    name: String,
    #[schema(format = Email, max_length = 254, pattern = "^[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?([.][A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?)*$")]
    email: String,
    #[schema(required = false, pattern = "^[A-Za-z0-9][A-Za-z0-9._-]{2,63}$")]
    username: String,
    #[schema(format = Password, min_length = 8, max_length = 128)]
    password: String,
}

/// A login by `email` or by `username`, not by both.
#[derive(serde::Deserialize, ToSchema)]
#[serde(untagged)]
pub(crate) enum Credentials {
    Email {
        #[schema(
            max_length = 254,
            pattern = "^[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?([.][A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?)*$"
        )]
        email: String,
        #[schema(format = Password, min_length = 1, max_length = 128)]
        password: String,
    },
    Username {
        #[schema(pattern = "^[A-Za-z0-9][A-Za-z0-9._-]{2,63}$")]
        username: String,
        #[schema(format = Password, min_length = 1, max_length = 128)]
        password: String,
    },
}

/// The switch of the routes that hand out tokens or take them.
#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct CookiesSwitch {
    /// `true`: tokens come and go in cookies.
    #[param(required = false)]
    cookies: bool,
}

/// The refresh token; with `?cookies=true` it is in its cookie instead.
#[derive(ToSchema)]
#[schema(rename_all = "camelCase")]
pub(crate) struct RefreshTokenInBody {
    #[schema(required = false, pattern = "^[A-Za-z0-9_-]{85}[AQgw]$")]
    refresh_token: String,
}

/// The present password and another one.
#[derive(ToSchema)]
#[schema(rename_all = "camelCase")]
pub(crate) struct PasswordChange {
    #[schema(format = Password, min_length = 1, max_length = 128)]
    current_password: String,
    #[schema(format = Password, min_length = 8, max_length = 128)]
    new_password: String,
}

/// A user.
#[derive(ToSchema)]
pub(crate) struct User {
    id: String,
    name: String,
    email: String,
}

/// A user, as on record.
#[derive(ToSchema)]
#[schema(rename_all = "camelCase")]
pub(crate) struct Profile {
    id: String,
    name: String,
    email: String,
    #[schema(required = false)]
    username: String,
    #[schema(format = DateTime)]
    created_at: String,
}

/// A session; with `?cookies=true` both tokens are in cookies instead.
#[derive(ToSchema)]
#[schema(rename_all = "camelCase")]
pub(crate) struct LoggedIn {
    #[schema(required = false)]
    access_token: String,
    #[schema(required = false)]
    refresh_token: String,
    user: User,
}

/// The same, its access token under the name of Express guides.
#[derive(ToSchema)]
#[schema(rename_all = "camelCase")]
pub(crate) struct LoggedInWithToken {
    #[schema(required = false)]
    token: String,
    #[schema(required = false)]
    refresh_token: String,
    #[schema(required = false)]
    user: User,
}

/// A session that goes on; with `?cookies=true` both tokens are in cookies, and `user` is said instead.
#[derive(ToSchema)]
#[schema(rename_all = "camelCase")]
pub(crate) struct Refreshed {
    #[schema(required = false)]
    access_token: String,
    #[schema(required = false)]
    refresh_token: String,
    #[schema(required = false)]
    user: User,
}

/// Something was done.
#[derive(ToSchema)]
pub(crate) struct Done {
    /// A sentence.
    message: String,
}

/// A key set (RFC 7517).
#[derive(ToSchema)]
#[schema(as = KeySet)]
pub(crate) struct Keys {
    keys: Vec<PublicKey>,
}

/// A public key (RFC 8037).
#[derive(ToSchema)]
pub(crate) struct PublicKey {
    kty: String,
    crv: String,
    x: String,
    kid: String,
    alg: String,
    #[schema(rename = "use")]
    usage: String,
}
