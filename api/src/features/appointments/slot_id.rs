//! The id of a slot: it holds all that the slot is, so that nothing has to be kept for an offer that nobody
//! takes. It is no secret and no proof: whatever comes back is checked again by the same rules.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use entity::ids::{ResourceId, ServiceId, SiteId};
use sea_orm::prelude::Uuid;

use super::agenda::Cell;
use crate::features::catalog::MAX_SERVICES;

/// One service of a visit: by which resource, and from when. How long it takes stands in the catalogue.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Segment {
    /// What is done.
    pub service: ServiceId,
    /// By what or whom.
    pub resource: ResourceId,
    /// From when.
    pub start: Cell,
}

/// A slot that was offered, as its id tells it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct ChosenSlot {
    /// Where the patient was told to come: a resource may have gone to another site since.
    pub site: SiteId,
    /// The services of the visit.
    pub segments: Vec<Segment>,
}

impl ChosenSlot {
    /// What is done, in the order of the segments.
    pub fn services(&self) -> Vec<ServiceId> {
        self.segments.iter().map(|segment| segment.service).collect()
    }
}

/// Tells this way of writing from others.
const VERSION: u8 = 2;
/// A UUID.
const SITE_BYTES: usize = 16;
/// Two UUIDs and a cell.
const SEGMENT_BYTES: usize = 16 + 16 + 4;

/// Writes a slot's id.
pub fn write_slot_id(site: SiteId, segments: &[Segment]) -> String {
    let mut bytes = Vec::with_capacity(1 + SITE_BYTES + segments.len() * SEGMENT_BYTES);
    bytes.push(VERSION);
    bytes.extend_from_slice(site.0.as_bytes());
    for segment in segments {
        bytes.extend_from_slice(segment.service.0.as_bytes());
        bytes.extend_from_slice(segment.resource.0.as_bytes());
        bytes.extend_from_slice(&u32::try_from(segment.start).unwrap_or_default().to_be_bytes());
    }
    URL_SAFE_NO_PAD.encode(bytes)
}

/// Reads a slot's id; none where it is not one of ours.
pub fn read_slot_id(id: &str) -> Option<ChosenSlot> {
    let bytes = URL_SAFE_NO_PAD.decode(id).ok()?;
    let (version, bytes) = bytes.split_first()?;
    let (site, bytes) = bytes.split_at_checked(SITE_BYTES)?;
    let segments = bytes.chunks_exact(SEGMENT_BYTES);
    if *version != VERSION
        || !segments.remainder().is_empty()
        || !(1..=MAX_SERVICES).contains(&segments.len())
    {
        return None;
    }
    let segments: Option<Vec<_>> = segments
        .map(|bytes| {
            Some(Segment {
                service: ServiceId(Uuid::from_slice(bytes.get(..16)?).ok()?),
                resource: ResourceId(Uuid::from_slice(bytes.get(16..32)?).ok()?),
                start: Cell::from(u32::from_be_bytes(bytes.get(32..)?.try_into().ok()?)),
            })
        })
        .collect();
    Some(ChosenSlot { site: SiteId(Uuid::from_slice(site).ok()?), segments: segments? })
}

#[cfg(test)]
mod tests {
    use super::*;

    const SITE: SiteId = SiteId(Uuid::from_u128(7));

    fn segment(seed: u128) -> Segment {
        Segment {
            service: ServiceId(Uuid::from_u128(seed)),
            resource: ResourceId(Uuid::from_u128(seed << 64)),
            start: 5_986_000 + seed as Cell,
        }
    }

    #[test]
    fn an_id_reads_what_it_wrote() {
        for count in 1..=MAX_SERVICES {
            let segments: Vec<_> = (1..=count as u128).map(segment).collect();
            let id = write_slot_id(SITE, &segments);
            assert_eq!(read_slot_id(&id), Some(ChosenSlot { site: SITE, segments }));
        }
    }

    #[test]
    fn nothing_else_is_read() {
        let whole = write_slot_id(SITE, &[segment(1)]);
        let many: Vec<_> = (0..=MAX_SERVICES as u128).map(segment).collect();
        for text in [
            "",
            "Ag",
            &write_slot_id(SITE, &[]),
            "no id",
            &whole[1..],
            &whole[..whole.len() - 2],
            &format!("{whole}AA"),
            &write_slot_id(SITE, &many),
        ] {
            assert_eq!(read_slot_id(text), None, "{text}");
        }
        assert_eq!(read_slot_id(&whole.replacen("Ag", "AQ", 1)), None, "another version");
    }
}
