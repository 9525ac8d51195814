//! The free slots: one day at a time, and which days follow.

use axum::response::Response;
use chrono::{NaiveDate, Timelike};
use entity::ids::AppointmentId;
use http::StatusCode;
use minijinja::context;
use minijinja::value::Value;

use super::view::place;
use super::visitor::Journey;
use crate::features::appointments::{
    SlotRow, SlotSearch, find_slots, read_slot_id, slot_taken, start_of, unknown_slot,
};
use crate::features::clinics::time_zone;
use crate::platform::clinic_time::{day_of, format_day, format_time};
use crate::platform::connection::Page;
use crate::platform::error::Outcome;

/// Slots that are read for a page: some busy days.
const SLOTS_READ: u64 = 400;
/// Days that are offered beside the one that is shown.
const DAYS_SHOWN: usize = 6;

/// What the slots are for.
#[derive(Clone, Copy)]
pub(super) enum Aim {
    Book,
    Move(AppointmentId),
}

impl Aim {
    fn appointment(self) -> Option<AppointmentId> {
        match self {
            Self::Book => None,
            Self::Move(id) => Some(id),
        }
    }
}

/// A page of offers and what is said on top of it.
pub(super) struct Listing<'a> {
    pub aim: Aim,
    /// The day in the address, as a person or a link wrote it.
    pub day: Option<&'a str>,
    pub status: StatusCode,
    pub problem: Option<String>,
    pub notice: Option<String>,
}

impl<'a> Listing<'a> {
    pub fn new(aim: Aim, day: Option<&'a str>) -> Self {
        Self { aim, day, status: StatusCode::OK, problem: None, notice: None }
    }

    /// What was wanted is gone; these are others.
    pub fn instead(aim: Aim, day: Option<&'a str>, status: StatusCode, problem: String) -> Self {
        Self { status, problem: Some(problem), ..Self::new(aim, day) }
    }
}

impl Journey {
    /// Where the pages of this aim begin.
    fn base(&self, aim: Aim) -> String {
        match aim {
            Aim::Book => self.root(),
            Aim::Move(_) => format!("{}/cambiar", self.root()),
        }
    }

    async fn slots(
        &self,
        aim: Aim,
        from: NaiveDate,
        to: Option<NaiveDate>,
        limit: u64,
    ) -> Outcome<Vec<SlotRow>> {
        let services = self.wanted_services().iter().map(|row| row.service.id).collect();
        let search = SlotSearch { to, moving: aim.appointment(), ..SlotSearch::new(services, from) };
        let page = Page { limit, backward: false, after: None, before: None };
        let mut slice = find_slots(self.app(), &self.actor, &search, &page).await?;
        if slice.has_next {
            // The last day may be cut off: leave it to the page that begins with it.
            let last = slice.items.last().map(|slot| self.day_of(slot));
            if slice.items.first().map(|slot| self.day_of(slot)) != last {
                slice.items.retain(|slot| Some(self.day_of(slot)) != last);
            }
        }
        Ok(slice.items)
    }

    fn day_of(&self, slot: &SlotRow) -> NaiveDate {
        day_of(start_of(slot.offer.span.start), time_zone(&self.clinic))
    }

    /// The page with a day's slots: the one asked for, or the first after it that has any.
    pub async fn listing(&self, listing: Listing<'_>) -> Outcome<Response> {
        let Listing { aim, day, status, problem, notice } = listing;
        let today = day_of(self.app().now(), time_zone(&self.clinic));
        let asked = day.and_then(|text| text.parse::<NaiveDate>().ok()).filter(|day| *day > today);
        let slots = self.slots(aim, asked.unwrap_or(today), None, SLOTS_READ).await?;
        let mut days: Vec<NaiveDate> = slots.iter().map(|slot| self.day_of(slot)).collect();
        days.dedup();
        let shown: Vec<_> =
            slots.iter().filter(|slot| Some(&self.day_of(slot)) == days.first()).cloned().collect();
        let one_site = shown.windows(2).all(|pair| pair[0].site.id == pair[1].site.id);
        let language = self.language();
        let named =
            |day: &NaiveDate| context! { date => day.to_string(), name => format_day(*day, language) };
        let (morning, afternoon): (Vec<_>, Vec<_>) = shown.iter().partition(|slot| {
            start_of(slot.offer.span.start).with_timezone(&time_zone(&self.clinic)).hour() < 12
        });
        let cards = |slots: Vec<&SlotRow>| -> Vec<Value> {
            slots.into_iter().map(|slot| self.card(slot, one_site)).collect()
        };
        let values = context! {
            problem, notice,
            base => self.base(aim),
            home => self.home(),
            moving => self.appointment.as_ref().map(|row| self.appointment_view(row)),
            studies => self.studies().await?,
            day => days.first().map(named),
            site => shown.first().filter(|_| one_site)
                .map(|slot| place(&slot.site)),
            morning => cards(morning),
            afternoon => cards(afternoon),
            days => days.iter().skip(1).take(DAYS_SHOWN).map(named).collect::<Vec<_>>(),
            later => asked.is_some(),
        };
        Ok(self.page(status, "offers.html", values))
    }

    fn card(&self, slot: &SlotRow, one_site: bool) -> Value {
        let time = format_time(start_of(slot.offer.span.start), time_zone(&self.clinic), self.language());
        context! { id => slot.id.clone(), time, site => (!one_site).then(|| slot.site.name.clone()) }
    }

    /// The page on which the patient looks at a slot again before it counts. A slot that is gone leads to others.
    pub async fn review(
        &self,
        aim: Aim,
        slot_id: &str,
        status: StatusCode,
        problem: Option<String>,
    ) -> Outcome<Response> {
        let Some(day) = self.day_of_slot(slot_id) else {
            let words = self.words(&[unknown_slot()]);
            return self.listing(Listing::instead(aim, None, StatusCode::NOT_FOUND, words)).await;
        };
        let today = day_of(self.app().now(), time_zone(&self.clinic));
        let slots = if day < today {
            Vec::new()
        } else {
            self.slots(aim, day, Some(day), u64::from(u16::MAX)).await?
        };
        let Some(slot) = slots.into_iter().find(|slot| slot.id == slot_id) else {
            let (day, words) = (day.to_string(), self.words(&[slot_taken()]));
            return self.listing(Listing::instead(aim, Some(&day), StatusCode::CONFLICT, words)).await;
        };
        let starts_at = start_of(slot.offer.span.start);
        let visit = self.visit(starts_at, Some(&slot.site), &slot.segments, self.practitioner());
        let values = context! {
            problem, visit,
            base => self.base(aim),
            moving => self.appointment.as_ref().map(|row| self.appointment_view(row)),
            studies => self.studies().await?,
            slot => slot.id,
            key => self.app().new_id::<sea_orm::prelude::Uuid>().to_string(),
        };
        Ok(self.page(status, "review.html", values))
    }

    /// The clinic's day of a slot; none where it is no slot.
    pub fn day_of_slot(&self, slot_id: &str) -> Option<NaiveDate> {
        let start = read_slot_id(slot_id)?.iter().map(|segment| segment.start).min()?;
        Some(day_of(start_of(start), time_zone(&self.clinic)))
    }
}
