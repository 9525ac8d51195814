//! The chain: each entry's hash covers the one before.

use chrono::{DateTime, SecondsFormat, Utc};
use entity::audit_entry;
use entity::enums::ActorKind;
use entity::ids::ClinicId;
use sha2::{Digest, Sha256};
use uuid::Uuid;

/// An entry before it has its place in the chain.
#[derive(Clone, Debug)]
pub struct NewEntry {
    /// Kind of the actor.
    pub actor_kind: ActorKind,
    /// The actor.
    pub actor_id: Option<Uuid>,
    /// What was done, a stable word.
    pub action: &'static str,
    /// GraphQL type of what it was done to.
    pub subject_type: &'static str,
    /// What it was done to.
    pub subject_id: Uuid,
    /// Facts without personal data.
    pub detail: serde_json::Value,
}

/// Gives entries their places after an entry with the hash `previous`.
pub fn chain(
    clinic_id: ClinicId,
    at: DateTime<Utc>,
    first: i64,
    mut previous: Vec<u8>,
    entries: Vec<NewEntry>,
) -> Vec<audit_entry::Model> {
    (first..)
        .zip(entries)
        .map(|(seq, entry)| {
            let mut row = audit_entry::Model {
                clinic_id,
                seq,
                at,
                actor_kind: entry.actor_kind,
                actor_id: entry.actor_id,
                action: entry.action.to_owned(),
                subject_type: entry.subject_type.to_owned(),
                subject_id: entry.subject_id,
                detail: entry.detail,
                prev_hash: std::mem::take(&mut previous),
                hash: Vec::new(),
            };
            row.hash = hash(&row);
            previous.clone_from(&row.hash);
            row
        })
        .collect()
}

/// The number of the first entry that does not follow from the one before it; none where all do.
/// `rows` are a clinic's entries in order, from the first.
pub fn first_broken_link(rows: &[audit_entry::Model]) -> Option<i64> {
    first_broken_link_after(None, rows)
}

/// The same for a part of them that begins after an entry which was checked.
pub(super) fn first_broken_link_after(
    checked: Option<&audit_entry::Model>,
    rows: &[audit_entry::Model],
) -> Option<i64> {
    let mut previous = checked.map_or(&[][..], |row| &row.hash);
    for (place, row) in (checked.map_or(0, |row| row.seq) + 1..).zip(rows) {
        if row.seq != place || row.prev_hash != previous || row.hash != hash(row) {
            return Some(place);
        }
        previous = &row.hash;
    }
    None
}

fn hash(row: &audit_entry::Model) -> Vec<u8> {
    // One JSON array: every value is delimited, so no two rows share a text. PostgreSQL's jsonb orders the
    // keys of `detail`, and so does serde_json's map: the text is the same after a round trip.
    let text = serde_json::json!([
        hex::encode(&row.prev_hash),
        row.clinic_id,
        row.seq,
        row.at.to_rfc3339_opts(SecondsFormat::Micros, true),
        row.actor_kind.as_str(),
        row.actor_id,
        row.action,
        row.subject_type,
        row.subject_id,
        row.detail,
    ]);
    Sha256::digest(text.to_string()).to_vec()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn three() -> Vec<audit_entry::Model> {
        let entry = |action| NewEntry {
            actor_kind: ActorKind::System,
            actor_id: None,
            action,
            subject_type: "MedicalOrder",
            subject_id: Uuid::from_u128(1),
            detail: serde_json::json!({ "b": 1, "a": [2] }),
        };
        let clinic = ClinicId(Uuid::from_u128(9));
        chain(clinic, DateTime::UNIX_EPOCH, 1, Vec::new(), vec![entry("one"), entry("two"), entry("three")])
    }

    #[test]
    fn a_changed_a_removed_and_a_swapped_entry_show() {
        assert_eq!(first_broken_link(&three()), None);
        let [first, rest @ ..] = &three()[..] else { panic!("three") };
        assert_eq!(first_broken_link_after(Some(first), rest), None);
        assert_eq!(first_broken_link_after(Some(first), &rest[1..]), Some(2));
        let mut changed = three();
        changed[1].action = "other".into();
        assert_eq!(first_broken_link(&changed), Some(2));
        let mut removed = three();
        removed.remove(0);
        assert_eq!(first_broken_link(&removed), Some(1));
        let mut swapped = three();
        swapped.swap(1, 2);
        assert_eq!(first_broken_link(&swapped), Some(2));
    }
}
