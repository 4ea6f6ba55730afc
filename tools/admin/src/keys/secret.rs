// <account>
//! Keys in Secrets Manager.
//!
//! It has no conditional write. But a version has an id that the writer chooses, and a second
//! write under the same id is refused unless it says the same. So a change is written under an id
//! that follows from the id of the version it was made of: of any number of operators who change
//! the same keys at once, one succeeds, and a stale read changes nothing either. What remains is a
//! value put there by other means between our reading and writing; Secrets Manager then keeps it
//! as `AWSPREVIOUS`.

use std::fmt::Write as _;

use account::signing_keys::KeyRing;
use aws_config::SdkConfig;
use aws_lc_rs::digest::{SHA256, digest};
use aws_sdk_secretsmanager::Client;
use aws_sdk_secretsmanager::operation::create_secret::CreateSecretError;
use aws_sdk_secretsmanager::operation::get_secret_value::GetSecretValueError;
use aws_sdk_secretsmanager::operation::put_secret_value::PutSecretValueError;
use secrecy::{ExposeSecret, SecretString};

use crate::aws;

pub(super) struct Secret {
    id: String,
    client: Client,
}

/// One state of the keys, and the id of the version that holds it.
struct Version {
    id: String,
    ring: KeyRing,
}

impl Secret {
    /// The secret of this name or ARN, reached as `aws` says. Makes no call.
    pub(super) fn new(id: &str, aws: &SdkConfig) -> Self {
        Self {
            id: id.to_owned(),
            client: Client::new(aws),
        }
    }

    /// The keys; none where there is no such secret, or nothing in it yet.
    pub(super) async fn keys(&self) -> Result<Option<KeyRing>, String> {
        Ok(self.current().await?.map(|version| version.ring))
    }

    /// Replaces the keys by what `change` makes of them, unless somebody else has.
    pub(super) async fn change(
        &self,
        change: impl FnOnce(Option<KeyRing>) -> Result<KeyRing, String>,
    ) -> Result<KeyRing, String> {
        let (id, ring) = match self.current().await? {
            Some(version) => (Some(version.id), Some(version.ring)),
            None => (None, None),
        };
        let ring = change(ring)?;
        match id {
            Some(id) => self.put(&ring, &id).await?,
            None => self.create(&ring).await?,
        }
        Ok(ring)
    }

    /// Writes the public halves into a secret of their own, which the other functions may read, and returns
    /// the keys that they are of: newer ones, where somebody has changed the keys meanwhile.
    pub(super) async fn publish(&self, mut ring: KeyRing) -> Result<KeyRing, String> {
        let public = Self {
            id: published(&self.id),
            client: self.client.clone(),
        };
        loop {
            let key_set = ring.key_set();
            let outcome = public.overwrite(&key_set.to_string()).await;
            outcome
                .map_err(|error| format!("{error}; the keys themselves are in place: `cargo xtask keys publish`"))?;
            ring = self.keys().await?.ok_or_else(|| format!("{} is gone", self.id))?;
            if ring.key_set() == key_set {
                return Ok(ring);
            }
        }
    }

    async fn overwrite(&self, text: &str) -> Result<(), String> {
        let create = self.client.create_secret().name(&self.id).secret_string(text);
        let create = create.description("The public keys that verify the accounts' access tokens");
        let Err(error) = create.send().await else { return Ok(()) };
        let is_there = error
            .as_service_error()
            .is_some_and(CreateSecretError::is_resource_exists_exception);
        if !is_there {
            return Err(self.failed("made", &error));
        }
        let put = self.client.put_secret_value().secret_id(&self.id).secret_string(text);
        match put.send().await {
            Ok(_) => Ok(()),
            Err(error) => Err(self.failed("written", &error)),
        }
    }

    async fn current(&self) -> Result<Option<Version>, String> {
        let answer = match self.client.get_secret_value().secret_id(&self.id).send().await {
            Ok(answer) => answer,
            Err(error)
                if error
                    .as_service_error()
                    .is_some_and(GetSecretValueError::is_resource_not_found_exception) =>
            {
                return Ok(None);
            }
            Err(error) => return Err(self.failed("read", &error)),
        };
        let text = answer.secret_string.map(SecretString::from);
        let text = text.ok_or_else(|| format!("{}: it is binary", self.id))?;
        let ring = KeyRing::parse(text.expose_secret()).map_err(|error| format!("{}: {error}", self.id))?;
        let id = answer
            .version_id
            .ok_or_else(|| format!("{}: it has no version", self.id))?;
        Ok(Some(Version { id, ring }))
    }

    async fn create(&self, ring: &KeyRing) -> Result<(), String> {
        if self.id.starts_with("arn:") {
            return Err(format!("{} does not exist; a secret is made by its name", self.id));
        }
        let create = self.client.create_secret().name(&self.id);
        let create = create.client_request_token(id_after(NOTHING));
        let create = create.description("The keys that sign the accounts' access tokens");
        let Err(error) = create.secret_string(ring.to_json().expose_secret()).send().await else {
            return Ok(());
        };
        let is_there = error
            .as_service_error()
            .is_some_and(CreateSecretError::is_resource_exists_exception);
        if !is_there {
            return Err(self.failed("made", &error));
        }
        // A secret that was made without a value, or by somebody else just now.
        match self.current().await? {
            Some(_) => Err(self.overtaken()),
            None => self.put(ring, NOTHING).await,
        }
    }

    async fn put(&self, ring: &KeyRing, predecessor: &str) -> Result<(), String> {
        let put = self.client.put_secret_value().secret_id(&self.id);
        let put = put.client_request_token(id_after(predecessor));
        match put.secret_string(ring.to_json().expose_secret()).send().await {
            Ok(_) => Ok(()),
            Err(error)
                if error
                    .as_service_error()
                    .is_some_and(PutSecretValueError::is_resource_exists_exception) =>
            {
                Err(self.overtaken())
            }
            Err(error) => Err(self.failed("written", &error)),
        }
    }

    fn overtaken(&self) -> String {
        format!(
            "{}: somebody else has changed the keys meanwhile, and nothing was changed now; see `list`. \
             (After an older version was made the current one by hand, put its text there as a new one.)",
            self.id
        )
    }

    fn failed(&self, what: &str, error: &(impl std::error::Error + 'static)) -> String {
        format!("{} cannot be {what}: {}", self.id, aws::complaint(error))
    }
}

/// The name of the secret with the public halves, beside that of the keys. An ARN ends with a hyphen and
/// six characters that are no part of the name.
fn published(id: &str) -> String {
    let name = match id.split_once(":secret:") {
        Some((_, name)) => name.rsplit_once('-').map_or(name, |(name, _)| name),
        None => id,
    };
    format!("{name}-public")
}

/// The id of the one version that may follow a version.
fn id_after(predecessor: &str) -> String {
    let mut id = String::new();
    for byte in digest(&SHA256, format!("signing keys after {predecessor}").as_bytes()).as_ref() {
        write!(id, "{byte:02x}").expect("a string takes any text");
    }
    id
}

/// The predecessor of the first version.
const NOTHING: &str = "nothing";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_public_halves_have_a_name_of_their_own() {
        assert_eq!(published("app/dev-keys"), "app/dev-keys-public");
        let arn = "arn:aws:secretsmanager:eu-central-1:123456789012:secret:app/dev-keys-a1B2c3";
        assert_eq!(published(arn), "app/dev-keys-public");
    }

    #[test]
    fn a_version_has_one_successor_whoever_writes_it() {
        let after_nothing = "1d8ff2e79aa6279b36ae456e2aeeec02b350fb28c37c52a2d154673facb29376";
        assert_eq!(id_after(NOTHING), after_nothing);
        assert_ne!(id_after(after_nothing), after_nothing);
        // What Secrets Manager takes.
        assert!((32..=64).contains(&after_nothing.len()));
    }
}
// </account>
