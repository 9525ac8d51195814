//! Searches free slots for one or several services, soonest first.

use chrono::{Days, NaiveDate};
use entity::appointment;
use entity::ids::{AppointmentId, ResourceId, ServiceId, SiteId, UserId};
use sea_orm::EntityTrait;

use super::agenda::{Cell, cell_from, start_of};
use super::change_rules::may_change;
use super::ground::{Asked, Ground, Own, SlotFor, SlotRow};
use super::offers::offers_of_day;
use super::own_agenda::practitioner_of;
use super::queries::is_for;
use super::slot_id::ChosenSlot;
use crate::app::App;
use crate::features::clinics::{clinic_by_id, time_zone};
use crate::platform::actor::{Actor, Permission};
use crate::platform::clinic_time::day_of;
use crate::platform::connection::{Page, Slice};
use crate::platform::error::{Error, Failure, Outcome, Result};

/// Days that are searched where the end is left out.
const DEFAULT_DAYS: u64 = 30;
/// Most days that one search may span.
const MAX_DAYS: i64 = 62;
/// Slots that come with a refusal.
const FRESH_OFFERS: u64 = 10;

/// What is searched.
#[derive(Clone, Debug)]
pub struct SlotSearch {
    /// The services that all have to fit.
    pub services: Vec<ServiceId>,
    /// The first day of the clinic.
    pub from: NaiveDate,
    /// The last one; 30 days in all where left out.
    pub to: Option<NaiveDate>,
    /// Only at this site.
    pub site_id: Option<SiteId>,
    /// Only on this resource.
    pub resource_id: Option<ResourceId>,
    /// Only with this practitioner, where they have a resource that does the services.
    pub practitioner_id: Option<UserId>,
    /// An appointment that is to be moved: its own time counts as free, and where it is now is no offer. It keeps its
    /// services though the clinic offers them no longer. A visit of a care plan stays with the plan's practitioner.
    pub moving: Option<AppointmentId>,
}

impl SlotSearch {
    /// For these services from this day on, wherever and with whomever.
    pub fn new(services: Vec<ServiceId>, from: NaiveDate) -> Self {
        Self {
            services,
            from,
            to: None,
            site_id: None,
            resource_id: None,
            practitioner_id: None,
            moving: None,
        }
    }
}

/// Where a slot stands in the list: its start and its site.
pub type SlotKey = (Cell, SiteId);

/// Free slots in which all the services fit, soonest first. Anybody who may read the catalogue.
///
/// Days are read in growing bundles until the page is full, so that ten slots cost little in a long range and
/// a fully booked range costs four readings.
///
/// # Errors
/// `BadInput` for a range that goes backwards or is longer than 62 days; refusals about the services as
/// [`crate::features::catalog::find_services_to_combine`].
pub async fn find_slots(
    app: &App,
    actor: &Actor,
    search: &SlotSearch,
    page: &Page<SlotKey>,
) -> Outcome<Slice<SlotRow>> {
    let principal = actor.require(Permission::ReadCatalog)?;
    let to = last_day(search.from, search.to)?;
    let clinic = clinic_by_id(&app.db, principal.clinic_id).await?.into();
    let now = app.now();
    let moving = own_appointment(app, actor, search).await?;
    let slot_for = match &moving {
        Some(appointment) if is_for(&app.db, appointment, &search.services).await? => SlotFor::Moving,
        _ => SlotFor::Booking,
    };
    let (services, field) = (&search.services, "input.serviceIds");
    let asked = Asked { actor, clinic, now, services, slot_for, field };
    let mut ground = Ground::load(&app.db, asked).await?;
    if let Some(site) = search.site_id {
        ground.only_at(site);
    }
    if let Some(resource) = search.resource_id {
        ground.only_on(resource);
    }
    if let Some(practitioner) = search.practitioner_id {
        ground.only_with(practitioner);
    }
    if let Some(appointment) = &moving
        && let Some(practitioner) = practitioner_of(&app.db, appointment).await?
    {
        ground.only_with(practitioner);
    }
    let own = Own { patient: actor.patient_id(), appointment: moving.as_ref().map(|row| row.id) };
    let present = moving.and_then(|row| Some((cell_from(row.starts_at), row.site_id?)));
    let to = ground.question.last_day.map_or(to, |last| last.min(to));
    let mut day = search.from.max(ground.today);
    if let Some((start, _)) = page.after {
        day = day.max(ground.agenda.day_of(start));
    }
    let wanted = usize::try_from(page.limit).unwrap_or(usize::MAX);
    let mut rows = Vec::new();
    let mut bundle = 4;
    while day <= to && rows.len() <= wanted {
        let end = day.checked_add_days(Days::new(bundle - 1)).unwrap_or(to).min(to);
        bundle *= 2;
        let taken = ground.taken(&app.db, own, now, (day, end)).await?;
        while day <= end && rows.len() <= wanted {
            let offers = offers_of_day(&ground.question, &ground.agenda, &taken, day);
            let new = offers
                .into_iter()
                .filter(|offer| page.after.is_none_or(|after| (offer.span.start, offer.site) > after))
                .filter(|offer| Some((offer.span.start, offer.site)) != present);
            rows.extend(new.filter_map(|offer| ground.row(offer)));
            day = day.succ_opt().ok_or_else(|| Error::BadInput("`from` is out of range.".into()))?;
        }
    }
    rows.truncate(wanted.saturating_add(1));
    Ok(page.slice(rows))
}

/// The appointment that is to be moved, where it is the actor's to move.
async fn own_appointment(
    app: &App,
    actor: &Actor,
    search: &SlotSearch,
) -> Result<Option<appointment::Model>> {
    let Some(id) = search.moving else { return Ok(None) };
    let Some(found) = appointment::Entity::find_by_id(id).one(&app.db).await? else { return Ok(None) };
    Ok(may_change(&app.db, &found, actor).await?.then_some(found))
}

/// Fresh slots that come with a refusal: the soonest for the same services, from the day of what was wanted,
/// `narrowed` as what was refused has to be. Where the services cannot be asked for, there are none.
///
/// # Errors
/// Where the database does not answer.
pub(super) async fn fresh_offers(
    app: &App,
    actor: &Actor,
    gone: &ChosenSlot,
    narrowed: impl FnOnce(SlotSearch) -> SlotSearch,
) -> Result<Vec<SlotRow>> {
    let clinic_id = actor.clinic_id().ok_or(Error::Unauthenticated)?;
    let zone = time_zone(&clinic_by_id(&app.db, clinic_id).await?);
    let start = gone.segments.iter().map(|segment| start_of(segment.start)).min();
    let from = day_of(start.map_or(app.now(), |start| start.max(app.now())), zone);
    let search = narrowed(SlotSearch::new(gone.services(), from));
    let page = Page { limit: FRESH_OFFERS, backward: false, after: None, before: None };
    match find_slots(app, actor, &search, &page).await {
        Ok(slice) => Ok(slice.items),
        Err(Failure::Refused(_)) => Ok(Vec::new()),
        Err(Failure::Error(error)) => Err(error),
    }
}

fn last_day(from: NaiveDate, to: Option<NaiveDate>) -> Result<NaiveDate> {
    let to = to.unwrap_or_else(|| from.checked_add_days(Days::new(DEFAULT_DAYS - 1)).unwrap_or(from));
    match (to - from).num_days() {
        ..0 => Err(Error::BadInput("`to` is before `from`.".into())),
        MAX_DAYS.. => Err(Error::BadInput(format!("A search spans up to {MAX_DAYS} days."))),
        _ => Ok(to),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_range_goes_forward_and_has_an_end() {
        let day = |text: &str| text.parse::<NaiveDate>().expect("a day");
        let ok = |to: Option<&str>| last_day(day("2026-11-01"), to.map(day)).ok();
        assert_eq!(ok(None), Some(day("2026-11-30")));
        assert_eq!(ok(Some("2026-11-01")), Some(day("2026-11-01")));
        assert_eq!(ok(Some("2027-01-01")), Some(day("2027-01-01")));
        assert_eq!((ok(Some("2027-01-02")), ok(Some("2026-10-31"))), (None, None));
        assert_eq!(last_day(NaiveDate::MAX, None).ok(), Some(NaiveDate::MAX));
    }
}
