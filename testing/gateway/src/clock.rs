//! Time of this machine.

use std::time::Instant;

use time::OffsetDateTime;

#[expect(clippy::disallowed_methods, reason = "measures what the machine really took")]
pub(crate) fn now() -> Instant {
    Instant::now()
}

/// Milliseconds since 1970.
pub(crate) fn epoch_milliseconds() -> i64 {
    let nanoseconds = OffsetDateTime::now_utc().unix_timestamp_nanos();
    i64::try_from(nanoseconds / 1_000_000).unwrap_or(i64::MAX)
}

/// The time of day where this machine is, such as `16:35:48`.
pub(crate) fn time_of_day() -> String {
    jiff::Zoned::now().strftime("%H:%M:%S").to_string()
}
