//! A position in a clinic's feed.

use async_graphql::{InputValueError, InputValueResult, Scalar, ScalarType, Value};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use entity::ids::ClinicId;

/// A position in the clinic's feed, opaque to clients. It names the log's epoch and the clinic, so that a
/// cursor from before a restored backup, or of another clinic, is recognised.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FeedCursor {
    /// Epoch of the log.
    pub epoch: i32,
    /// Everything up to this number has been seen.
    pub seq: i64,
    /// Tells clinics apart: the low 32 bits of the clinic's id.
    pub clinic: u32,
}

impl FeedCursor {
    /// A position in the feed of a clinic.
    pub fn new(clinic_id: ClinicId, epoch: i32, seq: i64) -> Self {
        Self { epoch, seq, clinic: fingerprint(clinic_id) }
    }

    /// Whether the position is in this clinic's feed.
    pub fn belongs_to(&self, clinic_id: ClinicId) -> bool {
        self.clinic == fingerprint(clinic_id)
    }

    /// Reads what [`std::fmt::Display`] wrote.
    pub fn parse(text: &str) -> Option<Self> {
        let plain = String::from_utf8(URL_SAFE_NO_PAD.decode(text).ok()?).ok()?;
        let mut parts = plain.split('.');
        let epoch = parts.next()?.parse().ok()?;
        let seq = parts.next()?.parse().ok().filter(|seq| *seq >= 0)?;
        let clinic = u32::from_str_radix(parts.next()?, 16).ok()?;
        parts.next().is_none().then_some(Self { epoch, seq, clinic })
    }
}

impl std::fmt::Display for FeedCursor {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&URL_SAFE_NO_PAD.encode(format!("{}.{}.{:x}", self.epoch, self.seq, self.clinic)))
    }
}

fn fingerprint(clinic_id: ClinicId) -> u32 {
    (clinic_id.0.as_u128() & u128::from(u32::MAX)) as u32
}

/// A position in the clinic's feed, opaque.
#[Scalar(name = "Cursor")]
impl ScalarType for FeedCursor {
    fn parse(value: Value) -> InputValueResult<Self> {
        match &value {
            Value::String(text) => {
                Self::parse(text).ok_or_else(|| InputValueError::custom("not a cursor of a feed"))
            }
            _ => Err(InputValueError::expected_type(value)),
        }
    }

    fn to_value(&self) -> Value {
        Value::String(self.to_string())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_reads_what_it_wrote_and_nothing_else() {
        let clinic = ClinicId(uuid::Uuid::from_u128(0xabc));
        let cursor = FeedCursor::new(clinic, 3, 42);
        assert_eq!(FeedCursor::parse(&cursor.to_string()), Some(cursor));
        assert!(cursor.belongs_to(clinic) && !cursor.belongs_to(ClinicId(uuid::Uuid::from_u128(0xabd))));
        for text in ["", "42", "bm8", "MS4tMS5hYmM"] {
            assert_eq!(FeedCursor::parse(text), None, "{text}");
        }
    }
}
