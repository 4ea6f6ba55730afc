//! Access tokens: short-lived, signed, and verified without a store (RFC 9068).

use std::time::Duration;

use secrecy::SecretString;
use serde::Serialize;

use crate::account::Account;
use crate::hex;
use crate::random::random;
use crate::signing_keys::KeyRing;
use crate::unix_time::UnixTime;

/// Properties that all access tokens of an issuer share.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TokenIssuer {
    /// The issuer: the claim `iss`, compared character by character.
    pub name: String,
    /// The audience: the claim `aud`.
    pub audience: String,
    /// Time to live: from `iat` to `exp`.
    pub life: Duration,
}

#[derive(Serialize)]
struct Claims<'a> {
    iss: &'a str,
    aud: &'a str,
    sub: String,
    iat: u64,
    exp: u64,
    jti: String,
    email: &'a str,
    email_verified: bool,
    name: &'a str,
}

impl TokenIssuer {
    /// A token for `account`: `alg` EdDSA, `typ` at+jwt, `kid` the active key's; claims `iss`,
    /// `aud`, `sub` (the account's id), `iat`, `exp`, `jti` (128 random bits), `email`,
    /// `email_verified` (`false`: nobody has proved an address), `name`. Shorter than 2 KiB.
    pub fn access_token(&self, account: &Account, keys: &KeyRing, now: UnixTime) -> SecretString {
        let claims = Claims {
            iss: &self.name,
            aud: &self.audience,
            sub: account.id.to_string(),
            iat: now.as_secs(),
            exp: now.saturating_add(self.life).as_secs(),
            jti: hex::encode(random::<16>()),
            email: account.email.as_str(),
            email_verified: false,
            name: account.name.as_str(),
        };
        let claims = serde_json::to_string(&claims).expect("texts and numbers always become JSON");
        keys.sign("at+jwt", &claims)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use aws_lc_rs::signature::Ed25519KeyPair;
    use base64::Engine;
    use base64::engine::general_purpose::URL_SAFE_NO_PAD;
    use secrecy::ExposeSecret;
    use serde_json::Value;
    use shared::verify::issuer::Issuer;
    use shared::verify::jwks::KeySet;
    use shared::verify::session::Session;
    use shared::verify::token::{Algorithm, UnverifiedToken};

    use super::*;
    use crate::email::Email;
    use crate::name::Name;
    use crate::password::PasswordHash;
    use crate::signing_keys::Seed;

    const NOW: u64 = 1_767_225_600;

    fn account(email: &str, name: &str) -> Account {
        let hash = "$argon2id$v=19$m=19456,t=2,p=1$NsIwzLFu+Y4JF3gmg9zxhQ$y1HEv7MqO1ES+788QQzov1VyNw9i/2sk5NCf1z+M4Wc";
        Account::new(
            Email::parse(email).unwrap(),
            None,
            Name::parse(name).unwrap(),
            PasswordHash::parse(hash).unwrap(),
            UnixTime::from_secs(NOW),
        )
    }

    fn token(account: &Account, keys: &KeyRing) -> String {
        let issuer = TokenIssuer {
            name: "https://app.example".into(),
            audience: "shop".into(),
            life: Duration::from_mins(15),
        };
        let token = issuer.access_token(account, keys, UnixTime::from_secs(NOW));
        token.expose_secret().to_owned()
    }

    fn part(token: &str, number: usize) -> Value {
        let part = token.split('.').nth(number).unwrap();
        serde_json::from_slice(&URL_SAFE_NO_PAD.decode(part).unwrap()).unwrap()
    }

    #[test]
    fn a_token_says_byte_for_byte_what_rfc_9068_asks_for_and_who_it_is() {
        let seed = [7; 32];
        let keys = KeyRing::new(&Seed::from_bytes(seed), UnixTime::from_secs(0));
        let anna = account("Anna@example.org", "Anna \"Zoë\" Lee");
        let token = token(&anna, &keys);
        let jti = part(&token, 1)["jti"].clone();
        assert_eq!(jti.as_str().unwrap().len(), 32);
        let header = r#"{"alg":"EdDSA","kid":"--6IM5l0OosLj9yWskISYhUA3n_3CURQkmrYMSha_ck","typ":"at+jwt"}"#;
        let sub = anna.id;
        let claims = format!(
            r#"{{"iss":"https://app.example","aud":"shop","sub":"{sub}","iat":1767225600,"exp":1767226500,"jti":{jti},"email":"Anna@example.org","email_verified":false,"name":"Anna \"Zoë\" Lee"}}"#
        );
        let signed = [header, &claims].map(|part| URL_SAFE_NO_PAD.encode(part)).join(".");
        let pair = Ed25519KeyPair::from_seed_unchecked(&seed).unwrap();
        let signature = URL_SAFE_NO_PAD.encode(pair.sign(signed.as_bytes()));
        assert_eq!(token, format!("{signed}.{signature}"));
    }

    /// The way of every token in every function.
    fn session(token: &str, keys: &KeyRing, audience: &str, now: u64) -> Option<Session> {
        let keys = KeySet::parse(keys.key_set().to_string().as_bytes(), Algorithm::EdDsa).ok()?;
        let issuer = Issuer::accounts("https://app.example".into(), audience.into(), Duration::ZERO);
        let token = UnverifiedToken::parse(token)
            .ok()
            .filter(|token| issuer.accepts_header(token))?;
        let now = Duration::from_secs(now);
        let verified = Session::verified(&keys.verify(&token)?, &issuer, now);
        verified.ok().map(|verified| verified.session)
    }

    #[test]
    fn the_verifier_of_all_tokens_knows_the_user_by_it_until_it_expires() {
        let [keys, others] = [0, 1].map(|_| KeyRing::new(&Seed::fresh(), UnixTime::from_secs(0)));
        let anna = account("anna@example.org", "Anna \"Zoë\" Lee");
        let token = token(&anna, &keys);
        let session = session(&token, &keys, "shop", NOW).unwrap();
        assert_eq!(session.user_id(), anna.id.to_string());
        assert_eq!(session.email(), Some("anna@example.org"));
        assert_eq!(session.email_verified(), Some(false));
        assert_eq!(session.name(), Some("Anna \"Zoë\" Lee"));
        assert_eq!(session.expires_at(), NOW + 900);

        let is_good = |keys, audience, now| super::tests::session(&token, keys, audience, now).is_some();
        assert!(is_good(&keys, "shop", NOW + 899) && !is_good(&keys, "shop", NOW + 900));
        assert!(!is_good(&others, "shop", NOW) && !is_good(&keys, "other", NOW));
    }

    #[test]
    fn no_two_tokens_are_the_same_and_the_longest_is_shorter_than_two_kib() {
        let keys = KeyRing::new(&Seed::fresh(), UnixTime::from_secs(0));
        let domain = ["d".repeat(63), "d".repeat(63), "d".repeat(61)].join(".");
        let email = format!("{}@{domain}", "a".repeat(64));
        let anna = account(&email, &"🦀".repeat(128));
        let tokens: BTreeSet<_> = (0..10).map(|_| token(&anna, &keys)).collect();
        assert_eq!(tokens.len(), 10);
        assert!(tokens.iter().all(|token| token.len() < 2048));
    }
}
