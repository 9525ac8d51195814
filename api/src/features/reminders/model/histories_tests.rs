//! Twenty thousand histories. `make soak` plays a million.

use super::soak::soak;

/// So many in every run of the tests.
const HISTORIES: u64 = 20_000;

#[test]
fn every_invariant_holds_in_every_history() {
    let report = soak(0..HISTORIES);
    assert!(report.failure.is_none(), "{}", report.words());
    let untested: Vec<_> =
        super::invariants::Invariant::ALL.iter().filter(|one| !report.times.contains_key(one)).collect();
    assert!(untested.is_empty(), "never put to the test: {untested:?}");
}
