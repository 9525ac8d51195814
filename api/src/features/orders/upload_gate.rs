//! How much a node takes in at once, so that any number of uploads costs a bounded amount of memory.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use bytes::Bytes;
use entity::ids::PatientId;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use super::UploadProblem;
use crate::platform::error::{Error, Result};
use crate::platform::media::MAX_DECODED_BYTES;

/// Pictures that are decoded at the same time; one whose pixels take more than its part of [`MAX_DECODED_BYTES`] is
/// decoded alone. So all that is decoded takes what the largest picture takes: a third of a gigabyte, and at the worst
/// three times that (see [`crate::platform::media`]).
const DECODED_AT_ONCE: u32 = 2;

/// Bytes of all uploads that are in memory at the same time, in pages.
const PAGES: usize = 256 * 1024 * 1024 / PAGE;
const PAGE: usize = 64 * 1024;

/// Uploads of one patient at the same time.
const PER_PATIENT: usize = 12;

/// How long an upload waits for memory; then it gives way, and with it what it holds.
const PATIENCE: Duration = Duration::from_secs(20);

/// The limits of a node. Made once a process.
pub struct UploadGate {
    decoders: Arc<Semaphore>,
    memory: Arc<Semaphore>,
    patience: Duration,
    patients: Mutex<HashMap<PatientId, usize>>,
}

impl UploadGate {
    /// The limits as they suit a small machine.
    pub fn new() -> Arc<Self> {
        Self::with(PAGES, PATIENCE)
    }

    fn with(pages: usize, patience: Duration) -> Arc<Self> {
        Arc::new(Self {
            decoders: Arc::new(Semaphore::new(DECODED_AT_ONCE as usize)),
            memory: Arc::new(Semaphore::new(pages)),
            patience,
            patients: Mutex::default(),
        })
    }

    /// Begins to take in a file of at most `limit` bytes.
    ///
    /// # Errors
    /// [`UploadProblem::TooManyAtOnce`] above a patient's share.
    pub fn enter(self: &Arc<Self>, patient: PatientId, limit: u64) -> Result<Incoming, UploadProblem> {
        let mut patients = self.patients.lock().unwrap_or_else(PoisonError::into_inner);
        let count = patients.entry(patient).or_default();
        if *count >= PER_PATIENT {
            return Err(UploadProblem::TooManyAtOnce);
        }
        *count += 1;
        let place = Place { gate: Arc::clone(self), patient };
        Ok(Incoming { bytes: Vec::new(), limit, memory: None, place })
    }

    /// Runs what decodes a picture, whose pixels take so many bytes, off the async threads, few at a time.
    ///
    /// # Errors
    /// Where the worker thread is gone.
    pub(super) async fn decode<T: Send + 'static>(
        &self,
        decoded_bytes: u64,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T> {
        let alone = decoded_bytes > MAX_DECODED_BYTES / u64::from(DECODED_AT_ONCE);
        let places = if alone { DECODED_AT_ONCE } else { 1 };
        let permit = Arc::clone(&self.decoders).acquire_many_owned(places).await?;
        // The permit goes with the work, which nobody can interrupt: the caller may be gone before it ends.
        let decoded = tokio::task::spawn_blocking(move || {
            let _permit = permit;
            work()
        });
        Ok(decoded.await?)
    }
}

/// A patient's place among those who send at the moment.
struct Place {
    gate: Arc<UploadGate>,
    patient: PatientId,
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut patients = self.gate.patients.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(count) = patients.get_mut(&self.patient) {
            *count -= 1;
            if *count == 0 {
                patients.remove(&self.patient);
            }
        }
    }
}

/// A file that is coming in. Dropped, it gives back what it took.
pub struct Incoming {
    bytes: Vec<u8>,
    limit: u64,
    memory: Option<OwnedSemaphorePermit>,
    place: Place,
}

impl Incoming {
    /// Takes the next bytes.
    ///
    /// # Errors
    /// [`UploadProblem::TooLarge`] above the limit, [`UploadProblem::Busy`] where memory is short for long.
    pub async fn push(&mut self, chunk: &Bytes) -> Result<(), UploadProblem> {
        let size = self.bytes.len() + chunk.len();
        if size as u64 > self.limit {
            return Err(UploadProblem::TooLarge(self.limit));
        }
        self.reserve(size).await?;
        self.bytes.extend_from_slice(chunk);
        Ok(())
    }

    async fn reserve(&mut self, size: usize) -> Result<(), UploadProblem> {
        let held = self.memory.as_ref().map_or(0, OwnedSemaphorePermit::num_permits);
        let missing = size.div_ceil(PAGE).saturating_sub(held);
        if missing == 0 {
            return Ok(());
        }
        let missing = u32::try_from(missing).map_err(|_| UploadProblem::Busy)?;
        let gate = &self.place.gate;
        let waiting = Arc::clone(&gate.memory).acquire_many_owned(missing);
        let more = tokio::time::timeout(gate.patience, waiting).await.map_err(|_| UploadProblem::Busy)?;
        let more = more.map_err(Error::from)?;
        match &mut self.memory {
            Some(memory) => memory.merge(more),
            None => self.memory = Some(more),
        }
        Ok(())
    }

    /// The whole file; the place and the memory stay taken until the rest is dropped.
    pub(super) fn take(&mut self) -> Vec<u8> {
        std::mem::take(&mut self.bytes)
    }

    /// The limits under which it came.
    pub(super) fn gate(&self) -> Arc<UploadGate> {
        Arc::clone(&self.place.gate)
    }
}

#[cfg(test)]
mod tests {
    use std::pin::pin;

    use futures_util::poll;
    use uuid::Uuid;

    use super::*;

    fn patient(number: u128) -> PatientId {
        PatientId(Uuid::from_u128(number))
    }

    #[tokio::test]
    async fn a_file_is_counted_as_it_comes() {
        let gate = UploadGate::with(4, PATIENCE);
        let mut incoming = gate.enter(patient(1), 10).unwrap();
        incoming.push(&Bytes::from_static(b"12345")).await.unwrap();
        incoming.push(&Bytes::from_static(b"67890")).await.unwrap();
        let refused = incoming.push(&Bytes::from_static(b"1")).await;
        assert!(matches!(refused, Err(UploadProblem::TooLarge(10))));
        assert_eq!(incoming.take(), b"1234567890");
    }

    #[tokio::test]
    async fn a_patient_has_a_share_and_gets_it_back() {
        let gate = UploadGate::new();
        let mut held: Vec<_> = (0..PER_PATIENT).map(|_| gate.enter(patient(1), 1).unwrap()).collect();
        assert!(matches!(gate.enter(patient(1), 1), Err(UploadProblem::TooManyAtOnce)));
        assert!(gate.enter(patient(2), 1).is_ok());
        held.pop();
        assert!(gate.enter(patient(1), 1).is_ok());
        drop(held);
        assert!(gate.patients.lock().unwrap().is_empty());
    }

    #[tokio::test]
    async fn a_large_picture_is_decoded_alone() {
        let gate = UploadGate::new();
        let (end, ended) = std::sync::mpsc::channel();
        let half = MAX_DECODED_BYTES / 2;
        let mut small = pin!(gate.decode(half, move || ended.recv()));
        assert!(poll!(small.as_mut()).is_pending());
        // There is room for another small one, and not for a large one.
        gate.decode(half, || ()).await.unwrap();
        let mut large = pin!(gate.decode(half + 1, || ()));
        assert!(poll!(large.as_mut()).is_pending());
        end.send(()).unwrap();
        small.await.unwrap().unwrap();
        large.await.unwrap();
        assert_eq!(gate.decoders.available_permits(), 2);
    }

    #[tokio::test]
    async fn memory_is_bounded_over_all_uploads() {
        let gate = UploadGate::with(3, Duration::from_millis(20));
        let page = Bytes::from(vec![0; PAGE]);
        let mut first = gate.enter(patient(1), u64::MAX).unwrap();
        first.push(&page).await.unwrap();
        first.push(&page).await.unwrap();
        let mut second = gate.enter(patient(2), u64::MAX).unwrap();
        second.push(&page).await.unwrap();
        assert!(matches!(second.push(&page).await, Err(UploadProblem::Busy)));
        drop(first);
        second.push(&page).await.unwrap();
        drop(second);
        assert_eq!(gate.memory.available_permits(), 3);
    }
}
