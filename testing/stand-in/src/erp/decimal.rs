//! The platform's own scalars, whose digits survive.

use std::{cmp::Ordering, fmt, str::FromStr};

use async_graphql::{InputValueError, InputValueResult, Scalar, ScalarType, Value};
use serde::{Serialize, Serializer, ser::Error};
use serde_json::value::RawValue;

/// A decimal number that remembers its trailing zeros.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Decimal {
    unscaled: i128,
    /// Digits behind the point, [`DIGITS_MAX`] at most.
    scale: u32,
}

impl Decimal {
    pub(crate) fn new(unscaled: i128, scale: u32) -> Self {
        Self { unscaled, scale }
    }
}

impl fmt::Display for Decimal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.unscaled < 0 { "-" } else { "" };
        let scale = self.scale as usize;
        let digits = format!("{:0>1$}", self.unscaled.unsigned_abs(), scale + 1);
        let (whole, fraction) = digits.split_at(digits.len() - scale);
        if scale == 0 {
            return write!(f, "{sign}{whole}");
        }
        write!(f, "{sign}{whole}.{fraction}")
    }
}

impl FromStr for Decimal {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let refused = || format!("{text} is not a decimal number of at most {DIGITS_MAX} digits");
        let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
        let digits = format!("{whole}{fraction}");
        if digits.trim_start_matches('-').len() > DIGITS_MAX || fraction.starts_with(['-', '+']) {
            return Err(refused());
        }
        Ok(Self {
            unscaled: digits.parse().map_err(|_| refused())?,
            scale: u32::try_from(fraction.len()).map_err(|_| refused())?,
        })
    }
}

impl Ord for Decimal {
    fn cmp(&self, other: &Self) -> Ordering {
        let scale = self.scale.max(other.scale);
        // Cannot overflow: 18 digits and 18 zeros fit into the 38 digits of an i128, and the
        // catalogue's own numbers are no longer than 20 digits, with 6 behind the point.
        let aligned = |number: &Self| number.unscaled * 10_i128.pow(scale - number.scale);
        aligned(self).cmp(&aligned(other))
    }
}

impl PartialOrd for Decimal {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Decimal {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other).is_eq()
    }
}

impl Eq for Decimal {}

impl Serialize for Decimal {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let digits = RawValue::from_string(self.to_string()).map_err(S::Error::custom)?;
        digits.serialize(serializer)
    }
}

/// A decimal number, written with all its digits.
#[Scalar]
impl ScalarType for Decimal {
    fn parse(value: Value) -> InputValueResult<Self> {
        let text = match &value {
            Value::Number(number) => number.to_string(),
            Value::String(text) => text.clone(),
            _ => return Err(InputValueError::expected_type(value)),
        };
        text.parse().map_err(InputValueError::custom)
    }

    /// As bytes, which no other type of this schema produces: `wire` writes them as digits.
    fn to_value(&self) -> Value {
        Value::Binary(self.to_string().into())
    }
}

/// A whole number of 64 bits, beyond what GraphQL's `Int` may hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub(crate) struct Long(pub(crate) i64);

/// A whole number of 64 bits.
#[Scalar]
impl ScalarType for Long {
    fn parse(value: Value) -> InputValueResult<Self> {
        match &value {
            Value::Number(number) => number
                .as_i64()
                .map(Self)
                .ok_or_else(|| InputValueError::expected_type(value)),
            _ => Err(InputValueError::expected_type(value)),
        }
    }

    fn to_value(&self) -> Value {
        Value::Number(self.0.into())
    }
}

/// Digits of a number that arrives.
const DIGITS_MAX: usize = 18;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digits_come_back_as_they_went_in() {
        for text in ["0", "0.5", "19.90", "-0.05", "123456789012.345678"] {
            assert_eq!(text.parse::<Decimal>().unwrap().to_string(), text);
        }
    }

    #[test]
    fn numbers_compare_by_value_whatever_their_scale() {
        let number = |text: &str| text.parse::<Decimal>().unwrap();
        assert_eq!(number("19.9"), number("19.900"));
        assert!(number("9.99") < number("10"));
        assert!(number("-1") < number("0.0"));
    }

    #[test]
    fn what_is_no_number_is_refused() {
        for text in ["", ".", "1.-2", "1e5", "1.2.3", "ten", "1234567890123456789"] {
            assert!(text.parse::<Decimal>().is_err(), "{text}");
        }
    }
}
