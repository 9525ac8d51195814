//! What the pages show of services, slots and appointments, as their templates take it.

use chrono::{DateTime, Utc};
use entity::enums::CoverageDecision;
use entity::site;
use minijinja::context;
use minijinja::value::Value;

use super::visitor::{Cause, Holder, Journey};
use crate::features::appointments::{AppointmentRow, Change, SegmentRow, may_manage, obstacle_to};
use crate::features::catalog::check_coverage;
use crate::features::clinics::time_zone;
use crate::platform::clinic_time::{day_of, format_day, format_time, format_zone};
use crate::platform::error::Result;

impl Holder {
    /// When and where, for a slot or an appointment.
    pub fn visit(
        &self,
        starts_at: DateTime<Utc>,
        site: Option<&site::Model>,
        segments: &[SegmentRow],
        practitioner: Option<&str>,
    ) -> Value {
        let (zone, language) = (time_zone(&self.clinic), self.language());
        let parts: Vec<_> = segments
            .iter()
            .map(|segment| {
                let time = format_time(segment.starts_at, zone, language);
                context! { time, service => segment.service.service.name.clone() }
            })
            .collect();
        context! {
            day => format_day(day_of(starts_at, zone), language),
            date => day_of(starts_at, zone).to_string(),
            time => format_time(starts_at, zone, language),
            // A treatment goes on while the patient travels.
            zone => self.scope.care_plan().is_some().then(|| format_zone(zone, language)),
            site => site.map(place),
            parts,
            practitioner,
        }
    }

    /// An appointment, and what may still be done with it.
    pub fn appointment(&self, row: &AppointmentRow, practitioner: Option<&str>) -> Value {
        context! {
            can_move => self.may(row, Change::Move),
            can_cancel => self.may(row, Change::Cancel),
            // Why not, where it is not: the words of the rule.
            obstacle => self.obstacle(row),
            self_pay => row.appointment.self_pay,
            ..self.visit(row.appointment.starts_at, row.site.as_deref(), &row.segments, practitioner)
        }
    }

    pub fn may(&self, row: &AppointmentRow, change: Change) -> bool {
        may_manage(&row.appointment, &self.actor)
            && obstacle_to(change, &row.appointment, &self.actor, &self.clinic.settings, self.app().now())
                .is_none()
    }

    fn obstacle(&self, row: &AppointmentRow) -> Option<String> {
        let (settings, now) = (&self.clinic.settings, self.app().now());
        let obstacle = obstacle_to(Change::Move, &row.appointment, &self.actor, settings, now)?;
        Some(self.words(&[obstacle.refusal()]))
    }
}

impl Journey {
    /// The services, how to prepare for them and who pays: those of the appointment, where there is one. Who pays
    /// for it themselves has nothing to read about the payer.
    pub async fn studies(&self) -> Result<Value> {
        let services = self.wanted_services();
        let ids: Vec<_> = services.iter().map(|row| row.service.id).collect();
        let self_pay = self.appointment.as_ref().is_some_and(|row| row.appointment.self_pay);
        let ids = if self_pay { &[] } else { ids.as_slice() };
        let checks = check_coverage(self.app(), &self.actor, ids, None).await?;
        let coverage: Vec<_> = checks
            .iter()
            .filter(|check| check.decided.decision.is_some() || check.decided.note.is_some())
            .map(|check| {
                let decision = match check.decided.decision {
                    Some(CoverageDecision::Covered) => "covered",
                    Some(CoverageDecision::RequiresAuthorization) => "authorisation",
                    Some(CoverageDecision::NotCovered) => "not_covered",
                    None => "unknown",
                };
                context! { service => check.service.service.name.clone(), decision, note => check.decided.note.clone() }
            })
            .collect();
        let uncovered =
            checks.iter().any(|check| check.decided.decision == Some(CoverageDecision::NotCovered));
        let names: Vec<_> = services.iter().map(|row| row.service.name.clone()).collect();
        let steps = services.iter().map(|row| row.service.preparation.as_deref());
        Ok(context! { names, preparations => preparations(steps), coverage, uncovered })
    }

    /// The appointment, and what may still be done with it.
    pub fn appointment_view(&self, row: &AppointmentRow) -> Value {
        self.appointment(row, self.practitioner())
    }

    /// With whom, where it is a visit of a care plan.
    pub fn practitioner(&self) -> Option<&str> {
        match &self.cause {
            Cause::CarePlan(plan) => Some(&plan.practitioner.name),
            Cause::Request(_) => None,
        }
    }
}

/// Where it is.
pub(super) fn place(site: &site::Model) -> Value {
    context! { name => site.name.clone(), address => site.address.clone() }
}

/// What to do before, each once.
pub(in crate::http) fn preparations<'a>(steps: impl Iterator<Item = Option<&'a str>>) -> Vec<String> {
    let mut known: Vec<String> = Vec::new();
    for step in steps.flatten().map(str::trim).filter(|step| !step.is_empty()) {
        if known.iter().all(|other| other != step) {
            known.push(step.to_owned());
        }
    }
    known
}
