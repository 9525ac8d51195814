//! The scalar `Date`: a calendar day of the clinic.

use std::borrow::Cow;

use async_graphql::registry::Registry;
use async_graphql::{InputType, InputValueError, InputValueResult, Scalar, ScalarType, Value};
use chrono::NaiveDate;

/// A calendar day of the clinic, for instance `2026-11-21`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
#[serde(transparent)]
pub struct Date(pub NaiveDate);

/// A calendar day of the clinic (día), as `YYYY-MM-DD`.
#[Scalar(name = "Date")]
impl ScalarType for Date {
    fn parse(value: Value) -> InputValueResult<Self> {
        match &value {
            Value::String(text) => read(text).map(Self).ok_or_else(|| {
                InputValueError::custom("a day is written YYYY-MM-DD, for instance 2026-11-21")
            }),
            _ => Err(InputValueError::expected_type(value)),
        }
    }

    fn to_value(&self) -> Value {
        Value::String(self.0.format("%Y-%m-%d").to_string())
    }
}

/// A day as somebody types it. One that no calendar has, such as 2026-02-30, is not the client's fault: it is left to
/// the field to refuse, with its path.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct GivenDate(pub Option<Date>);

impl InputType for GivenDate {
    type RawValueType = Self;

    fn type_name() -> Cow<'static, str> {
        <Date as InputType>::type_name()
    }

    fn create_type_info(registry: &mut Registry) -> String {
        <Date as InputType>::create_type_info(registry)
    }

    fn parse(value: Option<Value>) -> InputValueResult<Self> {
        match value.unwrap_or_default() {
            Value::String(text) => Ok(Self(read(&text).map(Date))),
            other => Err(InputValueError::expected_type(other)),
        }
    }

    fn to_value(&self) -> Value {
        self.0.map_or(Value::Null, |date| InputType::to_value(&date))
    }

    fn as_raw_value(&self) -> Option<&Self> {
        Some(self)
    }
}

/// Four, two and two digits and nothing else: what is read is written back the same.
fn read(text: &str) -> Option<NaiveDate> {
    let day = NaiveDate::parse_from_str(text, "%Y-%m-%d").ok().filter(|_| text.len() == 10)?;
    (day.format("%Y-%m-%d").to_string() == text).then_some(day)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_is_written_in_one_way() {
        assert_eq!(read("2026-11-21"), NaiveDate::from_ymd_opt(2026, 11, 21));
        for text in ["", "2026-1-2", "21/11/2026", "2026-02-30", "+12026-01-01", "2026-11-21T00:00:00Z"] {
            assert_eq!(read(text), None, "{text}");
        }
    }
}
