//! Ids and choices that come out the same every time, so that a second seed finds what the first one made.

use chrono::{DateTime, Utc};
use sha2::{Digest, Sha256};
use uuid::{Builder, Uuid};

/// Keeps the demo's ids apart from whatever else hashes a name.
const NAMESPACE: &str = "asistencia demo";

fn digest(kind: &str, key: &str) -> [u8; 32] {
    Sha256::digest(format!("{NAMESPACE}\n{kind}\n{key}")).into()
}

/// The id of the one thing of this kind with this name: UUIDv8, the SHA-256 of the name.
pub(super) fn named<T: From<Uuid>>(kind: &str, name: &str) -> T {
    let mut bytes = [0; 16];
    bytes.copy_from_slice(&digest(kind, name)[..16]);
    T::from(Builder::from_custom_bytes(bytes).into_uuid())
}

/// The id of a numbered thing that sorts by its time: UUIDv7, its random part the SHA-256 of kind and key.
pub(super) fn timed<T: From<Uuid>>(kind: &str, key: &str, at: DateTime<Utc>) -> T {
    let mut random = [0; 10];
    random.copy_from_slice(&digest(kind, key)[..10]);
    let millis = u64::try_from(at.timestamp_millis()).unwrap_or_default();
    T::from(Builder::from_unix_timestamp_millis(millis, &random).into_uuid())
}

/// Numbers that look random and depend on nothing but their name (SplitMix64).
#[derive(Clone, Debug)]
pub(super) struct Dice(u64);

impl Dice {
    pub(super) fn new(kind: &str, key: &str) -> Self {
        let mut seed = [0; 8];
        seed.copy_from_slice(&digest(kind, key)[..8]);
        Self(u64::from_le_bytes(seed))
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// From zero to below `bound`; zero where that is zero. Always takes one throw.
    pub(super) fn below(&mut self, bound: u64) -> u64 {
        self.next() % bound.max(1)
    }

    /// True so many times in a hundred.
    pub(super) fn percent(&mut self, chance: u64) -> bool {
        self.below(100) < chance
    }

    /// One of these.
    ///
    /// # Panics
    /// Where there is none.
    pub(super) fn pick<'a, T>(&mut self, of: &'a [T]) -> &'a T {
        &of[self.below(of.len() as u64) as usize]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_depend_on_their_name_and_sort_by_their_time() {
        let id = named::<Uuid>("site", "centro");
        assert_eq!(id, named::<Uuid>("site", "centro"));
        assert_ne!(id, named::<Uuid>("resource", "centro"));
        assert_eq!(id.get_version_num(), 8);
        let at = |seconds| DateTime::from_timestamp(seconds, 0).unwrap();
        let ids: Vec<Uuid> = (0..50).map(|number| timed("r", &number.to_string(), at(number))).collect();
        assert!(ids.is_sorted() && ids.iter().all(|id| id.get_version_num() == 7));
    }

    #[test]
    fn dice_are_fair_enough() {
        let mut dice = Dice::new("dice", "1");
        let mut seen = [0; 6];
        for _ in 0..6000 {
            seen[dice.below(6) as usize] += 1;
        }
        assert!(seen.iter().all(|count| (850..1150).contains(count)), "{seen:?}");
        assert_eq!(dice.below(0), 0);
    }
}
