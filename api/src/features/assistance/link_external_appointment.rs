//! An appointment that the clinic's own agenda holds is linked to its request (IDdeturnodestino).

use chrono::{DateTime, Utc};
use entity::ids::AssistanceRequestId;

use super::review::{Review, Target, required_text};
use crate::app::App;
use crate::features::appointments::{
    ExternalAppointment, link_external_in, linked_external, move_external_in,
};
use crate::features::auth::revoke_booking_links;
use crate::platform::actor::{Actor, Permission};
use crate::platform::clock::to_micros;
use crate::platform::error::Outcome;

/// The appointment there.
pub struct LinkExternalAppointment {
    /// Which request.
    pub target: Target,
    /// Its id in the clinic's own agenda.
    pub external_id: String,
    /// When it starts.
    pub starts_at: DateTime<Utc>,
    /// The same key answers with the first result.
    pub idempotency_key: Option<String>,
}

/// Links the appointment; the request is booked with it, and a message that has not left stays unsaid. Where it is
/// linked already, it is moved to this time; at this time already, nothing is left to do.
///
/// # Errors
/// `NOT_FOUND`, `ALREADY_RESOLVED` where the request is closed or has another appointment, `STALE_VERSION`,
/// `CLAIMED_BY_OTHER`, `INVALID` also for a time that has passed, and `CONFLICT` where another request has that
/// appointment or the key was used for another one.
pub async fn link_external_appointment(
    app: &App,
    actor: &Actor,
    input: LinkExternalAppointment,
) -> Outcome<AssistanceRequestId> {
    let external_id = required_text(&input.external_id, "input.externalId", 200)?;
    let (permission, id) = (Permission::LinkExternal, input.target.id);
    Review::run_as(app, actor, permission, id, |review| link(review, &input, &external_id)).await
}

async fn link(
    mut review: Review<'_>,
    input: &LinkExternalAppointment,
    external_id: &str,
) -> Outcome<AssistanceRequestId> {
    let (key, starts_at) = (input.idempotency_key.as_deref(), input.starts_at);
    if review.is_replay("linkExternalAppointment", key, &(external_id, starts_at)).await? {
        return Ok(review.request.id);
    }
    let external = ExternalAppointment { external_id: external_id.to_owned(), starts_at };
    if let Some(linked) = linked_external(&review.work, &review.request, external_id).await? {
        if linked.starts_at != to_micros(starts_at) {
            review.must_be_current(input.target.version)?;
        }
        let Review { mut work, request, actor, .. } = review;
        move_external_in(&mut work, actor, linked, starts_at).await?;
        work.commit().await?;
        return Ok(request.id);
    }
    review.must_be_open()?;
    review.must_be_current(input.target.version)?;
    if review.user_id.is_some() {
        review.must_not_be_claimed_by_another()?;
    }
    review.supersede_planned("booked_externally").await?;
    let id = review.request.id;
    revoke_booking_links(&mut review.work, id, "booked_externally").await?;
    let Review { mut work, request, actor, .. } = review;
    link_external_in(&mut work, actor, request, external).await?;
    work.commit().await?;
    Ok(id)
}
