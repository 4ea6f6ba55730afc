//! A device that its owner has logged in on before: OWASP's "device cookies".
//!
//! The cookie lets nobody in. Whoever presents it has a counter of their own, so that nobody else's
//! guesses at the account make them wait. It is an identifier and the time it was made, under an
//! HMAC-SHA256 that binds both to the account and its epoch: a changed password ends it, and so does
//! a logout everywhere.

use std::fmt;
use std::time::Duration;

use aws_lc_rs::hmac;
use axum::http::header::SET_COOKIE;
use axum::http::{HeaderMap, HeaderValue};
use axum::response::Response;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use shared::web::cookies;

use crate::account::Account;
use crate::account_id::AccountId;
use crate::random::random;
use crate::signing_keys::KeyRing;
use crate::unix_time::UnixTime;

/// One device, as its counter names it: 128 random bits.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct DeviceId([u8; ID]);

/// A device as a cookie claims it, unverified.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct PresentedDevice {
    unverified_id: DeviceId,
    unverified_made_at: UnixTime,
    tag: [u8; TAG],
}

impl DeviceId {
    /// One that no device has.
    pub fn fresh() -> Self {
        Self(random())
    }

    pub(crate) fn bytes(&self) -> &[u8; ID] {
        &self.0
    }

    /// The value of its cookie: 75 characters, base64url.
    pub fn to_text(self, account: &Account, keys: &KeyRing, now: UnixTime) -> String {
        let key = keys.macs(PURPOSE).next().expect("a key ring has an active key");
        let tag = hmac::sign(&key, &signed(self, now, account.id, account.session_epoch));
        let parts = [&self.0[..], &now.as_secs().to_be_bytes(), tag.as_ref()];
        URL_SAFE_NO_PAD.encode(parts.concat())
    }
}

impl PresentedDevice {
    /// Reads the value of a cookie.
    pub fn parse(text: &str) -> Option<Self> {
        let bytes = URL_SAFE_NO_PAD.decode(text).ok()?;
        let (id, rest) = bytes.split_first_chunk()?;
        let (made_at, tag) = rest.split_first_chunk()?;
        Some(Self {
            unverified_id: DeviceId(*id),
            unverified_made_at: UnixTime::from_secs(u64::from_be_bytes(*made_at)),
            tag: tag.try_into().ok()?,
        })
    }

    /// The one in the cookies of a request; none where there are two that differ.
    pub fn in_cookies(headers: &HeaderMap) -> Option<Self> {
        Self::parse(cookies::single(headers, COOKIE_NAME).ok()??)
    }

    /// The device, if the cookie was made for this account in its present epoch, no longer ago than a
    /// cookie lives, by a key that is not retired.
    pub fn verified(&self, account: AccountId, session_epoch: u64, keys: &KeyRing, now: UnixTime) -> Option<DeviceId> {
        let message = signed(self.unverified_id, self.unverified_made_at, account, session_epoch);
        let mut keys = keys.macs(PURPOSE);
        let is_ours = keys.any(|key| hmac::verify(&key, &message, &self.tag).is_ok());
        (is_ours && now.since(self.unverified_made_at) < LIFE).then_some(self.unverified_id)
    }

    /// Names a counter before it is known whether the cookie is good.
    pub fn unverified_id(&self) -> DeviceId {
        self.unverified_id
    }
}

/// Sets the cookie that makes its holder known.
pub(crate) fn remember(response: &mut Response, text: &str) {
    let seconds = LIFE.as_secs();
    let cookie = format!("{COOKIE_NAME}={text}; Path=/; Max-Age={seconds}; HttpOnly; Secure; SameSite=Strict");
    let mut cookie = HeaderValue::try_from(cookie).expect("base64url goes into any header");
    cookie.set_sensitive(true);
    response.headers_mut().append(SET_COOKIE, cookie);
}

/// Each part has a length of its own that never changes.
fn signed(id: DeviceId, made_at: UnixTime, account: AccountId, session_epoch: u64) -> [u8; 48] {
    let parts = [
        &account.bytes()[..],
        &session_epoch.to_be_bytes(),
        &made_at.as_secs().to_be_bytes(),
        &id.0,
    ];
    parts.concat().try_into().expect("16, 8, 8 and 16 bytes are 48")
}

/// Neither: whoever reads a log shall not take a device's place.
impl fmt::Debug for DeviceId {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("DeviceId")
    }
}

impl fmt::Debug for PresentedDevice {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("PresentedDevice")
    }
}

const COOKIE_NAME: &str = "__Host-device";
const PURPOSE: &[u8] = b"device cookie, version 1";
/// Twice the longest life that a session can be given, so that whoever logs in when one is over is
/// still known.
const LIFE: Duration = Duration::from_hours(180 * 24);
const ID: usize = 16;
const TAG: usize = 32;

#[cfg(test)]
mod tests {
    use axum::http::header::COOKIE;

    use super::*;
    use crate::email::Email;
    use crate::name::Name;
    use crate::password::PasswordHash;
    use crate::signing_keys::Seed;

    fn at(seconds: u64) -> UnixTime {
        UnixTime::from_secs(1_767_225_600 + seconds)
    }

    fn anna() -> Account {
        let (email, name) = (Email::parse("anna@example.org").unwrap(), Name::parse("Anna").unwrap());
        let hash = "$argon2id$v=19$m=19456,t=2,p=1$NsIwzLFu+Y4JF3gmg9zxhQ$000000000000000000000000000000000000000000A";
        Account::new(email, None, name, PasswordHash::parse(hash).unwrap(), at(0))
    }

    fn ring(number: u8) -> KeyRing {
        KeyRing::new(&Seed::from_bytes([number; 32]), at(0))
    }

    fn verified(presented: &PresentedDevice, account: &Account, keys: &KeyRing, now: UnixTime) -> Option<DeviceId> {
        presented.verified(account.id, account.session_epoch, keys, now)
    }

    #[test]
    fn a_cookie_is_its_devices_for_the_account_in_its_epoch_and_for_half_a_year() {
        let (anna, keys, id) = (anna(), ring(1), DeviceId::fresh());
        let text = id.to_text(&anna, &keys, at(0));
        assert_eq!(text.len(), 75);
        let presented = PresentedDevice::parse(&text).unwrap();
        assert_eq!(verified(&presented, &anna, &keys, at(0)), Some(id));
        let life = LIFE.as_secs();
        assert_eq!(verified(&presented, &anna, &keys, at(life - 1)), Some(id));
        assert_eq!(verified(&presented, &anna, &keys, at(life)), None, "old");

        let other = Account {
            id: AccountId::new(),
            ..anna.clone()
        };
        assert_eq!(verified(&presented, &other, &keys, at(0)), None, "somebody else's");
        let changed = Account {
            session_epoch: 1,
            ..anna.clone()
        };
        assert_eq!(
            verified(&presented, &changed, &keys, at(0)),
            None,
            "the password was changed"
        );
        assert_eq!(verified(&presented, &anna, &ring(2), at(0)), None, "another key");
    }

    #[test]
    fn a_cookie_that_was_changed_is_nobodys() {
        let (anna, keys) = (anna(), ring(1));
        let text = DeviceId::fresh().to_text(&anna, &keys, at(0));
        let bytes = URL_SAFE_NO_PAD.decode(&text).unwrap();
        for index in 0..bytes.len() {
            let mut changed = bytes.clone();
            changed[index] ^= 1;
            let presented = PresentedDevice::parse(&URL_SAFE_NO_PAD.encode(changed)).unwrap();
            assert_eq!(verified(&presented, &anna, &keys, at(0)), None, "byte {index}");
            assert!(PresentedDevice::parse(&URL_SAFE_NO_PAD.encode(&bytes[..index])).is_none());
        }
        for text in ["", "?", &format!("{text}A"), &format!("{text}=")] {
            assert!(PresentedDevice::parse(text).is_none(), "{text}");
        }
    }

    #[test]
    fn a_key_that_will_sign_verifies_and_a_retired_one_does_not() {
        let (anna, old) = (anna(), ring(1));
        let made = |keys: &KeyRing| PresentedDevice::parse(&DeviceId::fresh().to_text(&anna, keys, at(0))).unwrap();
        let of_old = made(&old);
        let both = old.with_next(&Seed::from_bytes([2; 32]), at(0)).unwrap();
        assert!(verified(&of_old, &anna, &both, at(0)).is_some());
        assert!(
            verified(&made(&ring(2)), &anna, &both, at(0)).is_some(),
            "another instance has rotated already"
        );
        let rotated = both.rotated(at(99_999)).unwrap();
        assert!(verified(&of_old, &anna, &rotated, at(0)).is_none());
        assert!(verified(&made(&ring(2)), &anna, &rotated, at(0)).is_some());
    }

    #[test]
    fn of_two_cookies_that_differ_none_counts() {
        let (anna, keys) = (anna(), ring(1));
        let [one, two] = [0, 1].map(|_| DeviceId::fresh().to_text(&anna, &keys, at(0)));
        let read = |cookies: &[&str]| {
            let mut headers = HeaderMap::new();
            for cookie in cookies {
                headers.append(COOKIE, HeaderValue::from_str(cookie).unwrap());
            }
            PresentedDevice::in_cookies(&headers)
        };
        let [one, two] = [one, two].map(|text| format!("{COOKIE_NAME}={text}"));
        assert!(read(&[&one]).is_some() && read(&["a=b", &format!("{one}; {one}; c=d")]).is_some());
        assert!(read(&[&one, &two]).is_none() && read(&[&format!("{one}; {two}")]).is_none());
        assert!(read(&[&one.replace(COOKIE_NAME, "__host-device")]).is_none() && read(&[]).is_none());
    }

    #[test]
    fn a_device_does_not_print() {
        let (anna, keys, id) = (anna(), ring(1), DeviceId::fresh());
        let presented = PresentedDevice::parse(&id.to_text(&anna, &keys, at(0)));
        assert_eq!(format!("{id:?} {presented:?}"), "DeviceId Some(PresentedDevice)");
    }
}
