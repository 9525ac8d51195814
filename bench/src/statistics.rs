//! Latencies and what is said of them.

use std::time::Duration;

/// Measured durations. Kept whole: the runs are bounded, and a percentile of buckets would be a guess.
#[derive(Clone, Default)]
pub struct Samples(Vec<Duration>);

impl Samples {
    /// One more measurement.
    pub fn push(&mut self, sample: Duration) {
        self.0.push(sample);
    }

    /// All those of another run.
    pub fn extend(&mut self, other: Samples) {
        self.0.extend(other.0);
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// The smallest value that `percent` of the samples do not exceed (nearest rank).
    pub fn percentile(&self, percent: f64) -> Duration {
        let mut sorted = self.0.clone();
        sorted.sort_unstable();
        let rank = (percent / 100.0 * sorted.len() as f64).ceil() as usize;
        sorted.get(rank.saturating_sub(1)).copied().unwrap_or_default()
    }

    /// The largest.
    pub fn max(&self) -> Duration {
        self.percentile(100.0)
    }
}

/// A duration in milliseconds, as tables show it.
pub fn ms(duration: Duration) -> String {
    let ms = duration.as_secs_f64() * 1000.0;
    if ms < 10.0 { format!("{ms:.2} ms") } else { format!("{ms:.0} ms") }
}

#[test]
fn percentiles_are_by_nearest_rank() {
    let mut samples = Samples::default();
    assert_eq!(samples.percentile(50.0), Duration::ZERO);
    for ms in (1..=100).rev() {
        samples.push(Duration::from_millis(ms));
    }
    assert_eq!(samples.len(), 100);
    assert_eq!(samples.percentile(50.0), Duration::from_millis(50));
    assert_eq!(samples.percentile(99.0), Duration::from_millis(99));
    assert_eq!(samples.percentile(99.5), Duration::from_millis(100));
    assert_eq!(samples.max(), Duration::from_millis(100));
}
