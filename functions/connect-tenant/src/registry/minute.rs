//! A minute in UTC: as exact as the registry gets, so that the hot path writes once a minute.

use std::fmt;

use serde::{Serialize, Serializer};
use shared::request::clock::Moment;
use time::{Date, Month, UtcDateTime};

/// Buffered minutes since 1970-01-01T00:00Z, written as `2026-11-21T23:40:00Z` (RFC 3339), so that
/// the later of two is also the greater text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Minute(u64);

impl Minute {
    /// The minute in which `moment` lies, as the wall clock says.
    pub fn from_moment(moment: Moment) -> Self {
        Self::from_unix_seconds(moment.wall.as_secs())
    }

    /// The minute in which this Unix time lies.
    pub fn from_unix_seconds(seconds: u64) -> Self {
        // The last minute that four digits of a year can name.
        Self((seconds / 60).min(LAST))
    }

    /// The minute a year of 365 days later.
    #[must_use]
    pub fn a_year_later(self) -> Self {
        Self((self.0 + 365 * MINUTES_OF_DAY).min(LAST))
    }

    /// Its beginning, as Unix time in seconds.
    pub fn unix_seconds(self) -> u64 {
        self.0 * 60
    }

    /// The minute that is written so, and in no other form.
    pub fn parse(text: &str) -> Option<Self> {
        let number = |from: usize, to: usize| text.get(from..to)?.parse::<u8>().ok();
        let year = text.get(0..4)?.parse().ok()?;
        let date = Date::from_calendar_date(year, Month::try_from(number(5, 7)?).ok()?, number(8, 10)?).ok()?;
        let at = date.with_hms(number(11, 13)?, number(14, 16)?, 0).ok()?.as_utc();
        let minute = Self(u64::try_from(at.unix_timestamp()).ok()? / 60);
        (minute.to_string() == text).then_some(minute)
    }
}

impl fmt::Display for Minute {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let seconds = i64::try_from(self.unix_seconds()).map_err(|_| fmt::Error)?;
        let at = UtcDateTime::from_unix_timestamp(seconds).map_err(|_| fmt::Error)?;
        let (year, month, day) = at.to_calendar_date();
        let (hour, minute, month) = (at.hour(), at.minute(), u8::from(month));
        write!(formatter, "{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:00Z")
    }
}

impl Serialize for Minute {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

const MINUTES_OF_DAY: u64 = 24 * 60;
/// 9999-12-31T23:59Z.
const LAST: u64 = 4_223_371_679;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_minute_is_written_as_the_calendar_has_it() {
        for (minute, text) in [
            (0, "1970-01-01T00:00:00Z"),
            (15_778_079, "1999-12-31T23:59:00Z"),
            (15_863_040, "2000-02-29T00:00:00Z"),
            (29_921_740, "2026-11-21T23:40:00Z"),
            (68_459_039, "2100-02-28T23:59:00Z"),
            (68_459_040, "2100-03-01T00:00:00Z"),
            (LAST, "9999-12-31T23:59:00Z"),
        ] {
            assert_eq!(Minute(minute).to_string(), text);
            assert_eq!(Minute::parse(text), Some(Minute(minute)));
        }
    }

    #[test]
    fn every_day_of_five_centuries_is_read_back_and_sorts_as_text() {
        let mut before = String::new();
        for day in 0..500 * 366 {
            let minute = Minute(day * MINUTES_OF_DAY + day % MINUTES_OF_DAY);
            let text = minute.to_string();
            assert_eq!(Minute::parse(&text), Some(minute), "{text}");
            assert!(before < text, "{text}");
            before = text;
        }
    }

    #[test]
    fn another_form_is_no_minute() {
        for text in [
            "",
            "now",
            "2026-11-21T23:40Z",
            "2026-11-21T23:40:01Z",
            "2026-02-29T00:00:00Z",
            "2026-13-01T00:00:00Z",
            "2026-00-01T00:00:00Z",
            "2026-01-00T00:00:00Z",
            "1969-12-31T23:59:00Z",
            "2026-11-21T24:00:00Z",
            "+026-11-21T23:40:00Z",
            "２026-11-21T23:40:00Z",
        ] {
            assert_eq!(Minute::parse(text), None, "{text:?}");
        }
    }
}
