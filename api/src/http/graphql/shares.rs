//! How much of something each has of this node at once: connections an address, points of work a principal. Each costs
//! others for as long as it lasts: without a bound, one machine, or one account, could take it all.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

/// What is taken of this node, by whom.
pub(super) struct Shares {
    most: u64,
    taken: Arc<Mutex<HashMap<String, u64>>>,
}

/// A part of somebody's share, until it is dropped.
pub(super) struct Share {
    taken: Arc<Mutex<HashMap<String, u64>>>,
    who: String,
    amount: u64,
}

impl Shares {
    /// At most so much each; 0 for any amount.
    pub fn new(most: u64) -> Self {
        Self { most, taken: Arc::default() }
    }

    /// Takes so much more; none where it would be more than they may have.
    pub fn take(&self, who: String, amount: u64) -> Option<Share> {
        let mut taken = self.taken.lock().unwrap_or_else(PoisonError::into_inner);
        let theirs = taken.get(&who).copied().unwrap_or_default().saturating_add(amount);
        if self.most > 0 && theirs > self.most {
            return None;
        }
        taken.insert(who.clone(), theirs);
        Some(Share { taken: self.taken.clone(), who, amount })
    }
}

impl Drop for Share {
    fn drop(&mut self) {
        let mut taken = self.taken.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(theirs) = taken.get_mut(&self.who) {
            *theirs = theirs.saturating_sub(self.amount);
            if *theirs == 0 {
                taken.remove(&self.who);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_has_a_share_of_their_own() {
        let shares = Shares::new(20);
        let take = |who: &str| shares.take(who.into(), 10);
        let (first, second) = (take("a"), take("a"));
        assert!(first.is_some() && second.is_some() && take("a").is_none() && take("b").is_some());
        assert!(shares.take("a".into(), 0).is_some(), "what costs nothing is always to be had");
        drop(first);
        assert!(shares.take("a".into(), 11).is_none() && take("a").is_some());
        drop(second);
        assert!(shares.taken.lock().unwrap().is_empty(), "who has gone leaves nothing behind");
        assert!((0..9).map(|_| Shares::new(0).take("a".into(), 99)).all(|share| share.is_some()));
    }
}
