//! Whether there is anything to offer: asked before a patient is sent a link.

use chrono::{DateTime, Days, Utc};
use entity::clinic;
use entity::ids::ServiceId;
use sea_orm::ConnectionTrait;

use super::ground::{Asked, Ground, Own, SlotFor};
use super::offers::offers_of_day;
use crate::platform::actor::Actor;
use crate::platform::error::{Failure, Result};

/// Days that are read at once.
const BUNDLE: u64 = 7;

/// Whether a patient would find a free slot for these services within the clinic's horizon. Services that cannot
/// be asked for any more have none.
///
/// # Errors
/// Where the database does not answer.
pub async fn has_free_slot(
    db: &impl ConnectionTrait,
    clinic: &clinic::Model,
    services: &[ServiceId],
    now: DateTime<Utc>,
) -> Result<bool> {
    // As the patient will see it: with the clinic's horizon.
    let actor = Actor::System { clinic_id: clinic.id };
    let clinic = clinic.clone().into();
    let asked = Asked { actor: &actor, clinic, now, services, slot_for: SlotFor::Booking, field: "" };
    let ground = match Ground::load(db, asked).await {
        Ok(ground) => ground,
        Err(Failure::Refused(_)) => return Ok(false),
        Err(Failure::Error(error)) => return Err(error),
    };
    let mut day = ground.today;
    let last = ground.question.last_day.unwrap_or(day);
    while day <= last {
        let end = day.checked_add_days(Days::new(BUNDLE - 1)).unwrap_or(last).min(last);
        let taken = ground.taken(db, Own { patient: None, appointment: None }, now, (day, end)).await?;
        while day <= end {
            if !offers_of_day(&ground.question, &ground.agenda, &taken, day).is_empty() {
                return Ok(true);
            }
            let Some(next) = day.succ_opt() else { return Ok(false) };
            day = next;
        }
    }
    Ok(false)
}
