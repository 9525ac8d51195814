//! How many connections one address holds open. Each costs memory for as long as it lasts, and opening them takes
//! no account: without a bound, one machine could take it all.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

/// The open connections of this node, by address.
pub(super) struct Streams {
    limit: usize,
    open: Arc<Mutex<HashMap<String, usize>>>,
}

/// One of them, until it is dropped.
pub(super) struct Stream {
    open: Arc<Mutex<HashMap<String, usize>>>,
    address: String,
}

impl Streams {
    /// At most so many an address; 0 for any number.
    pub fn new(limit: usize) -> Self {
        Self { limit, open: Arc::default() }
    }

    /// Counts one more; none where the address has as many as it may.
    pub fn enter(&self, address: String) -> Option<Stream> {
        let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        let count = open.entry(address.clone()).or_default();
        if self.limit > 0 && *count >= self.limit {
            return None;
        }
        *count += 1;
        Some(Stream { open: self.open.clone(), address })
    }
}

impl Drop for Stream {
    fn drop(&mut self) {
        let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(count) = open.get_mut(&self.address) {
            *count -= 1;
            if *count == 0 {
                open.remove(&self.address);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_address_has_its_own_number() {
        let streams = Streams::new(2);
        let enter = |address: &str| streams.enter(address.into());
        let (first, second) = (enter("a"), enter("a"));
        assert!(first.is_some() && second.is_some() && enter("a").is_none() && enter("b").is_some());
        drop(first);
        assert!(enter("a").is_some());
        drop(second);
        assert!(streams.open.lock().unwrap().is_empty(), "who has gone leaves nothing behind");
        assert!((0..9).map(|_| Streams::new(0).enter("a".into())).all(|stream| stream.is_some()));
    }
}
