//! Whoever runs the installation has the trails checked from their first entries to their heads.

use entity::audit_entry::{Column, Entity};
use entity::ids::ClinicId;
use entity::{clinic, clinic_feed};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

use super::chain::first_broken_link_after;
use crate::app::App;
use crate::platform::error::{Error, Result};

/// Entries that are read at once.
const PAGE: u64 = 1_000;

/// What the check of one clinic's trail found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verified {
    /// Short name of the clinic.
    pub clinic: String,
    /// Entries that were checked.
    pub entries: i64,
    /// The first entry that does not follow from the one before it, or that is missing; none where all do.
    pub broken_at: Option<i64>,
}

/// Checks the trail of one clinic, or those of all. What is written meanwhile is left to the next time.
///
/// # Errors
/// Where the database does not answer.
pub async fn verify_trails(app: &App, slug: Option<&str>) -> Result<Vec<Verified>> {
    let mut clinics = clinic::Entity::find().order_by_asc(clinic::Column::Slug);
    if let Some(slug) = slug {
        clinics = clinics.filter(clinic::Column::Slug.eq(slug));
    }
    let mut verified = Vec::new();
    for clinic in clinics.all(&app.db).await? {
        let head = clinic_feed::Entity::find_by_id(clinic.id)
            .one(&app.db)
            .await?
            .ok_or_else(|| Error::internal("a clinic without a feed"))?;
        let broken_at = first_break(app, clinic.id, &head).await?;
        verified.push(Verified { clinic: clinic.slug, entries: head.audit_head, broken_at });
    }
    Ok(verified)
}

async fn first_break(app: &App, clinic_id: ClinicId, head: &clinic_feed::Model) -> Result<Option<i64>> {
    let mut last: Option<entity::audit_entry::Model> = None;
    loop {
        let after = last.as_ref().map_or(0, |row| row.seq);
        let mut page = Entity::find()
            .filter(Column::ClinicId.eq(clinic_id))
            .filter(Column::Seq.gt(after))
            .filter(Column::Seq.lte(head.audit_head))
            .order_by_asc(Column::Seq)
            .limit(PAGE)
            .all(&app.db)
            .await?;
        if let Some(broken) = first_broken_link_after(last.as_ref(), &page) {
            return Ok(Some(broken));
        }
        match page.pop() {
            Some(row) => last = Some(row),
            // The newest entries may be gone: the head knows how far the trail went, and what it ended with.
            None => {
                let whole = last.map_or((0, Vec::new()), |row| (row.seq, row.hash));
                let there = whole == (head.audit_head, head.audit_hash.clone());
                return Ok((!there).then_some(whole.0.min(head.audit_head - 1) + 1));
            }
        }
    }
}
