//! A visit took place.

use chrono::{DateTime, Utc};
use entity::appointment;
use entity::enums::{AppointmentState, EventKind};
use entity::ids::AppointmentId;
use sea_orm::{ActiveValue::Set, IntoActiveModel};

use super::course::{Course, Step, first_moment};
use crate::app::App;
use crate::platform::actor::Actor;
use crate::platform::clock::to_micros;
use crate::platform::error::{Outcome, Refusal, UserErrorCode};

/// What took place.
#[derive(Clone, Copy, Debug)]
pub struct CompleteVisit {
    /// The appointment; none for an id that is not one.
    pub id: Option<AppointmentId>,
    /// When it began; when it was started, where left out.
    pub started_at: Option<DateTime<Utc>>,
    /// When it ended; now, where it was started and this is left out.
    pub ended_at: Option<DateTime<Utc>>,
}

/// A visit took place, as late as it was. One that nobody started is completed with both of its times.
///
/// # Errors
/// `NOT_FOUND` for what is not the actor's, `CONFLICT` where it is over, was called off, or its day has not come,
/// `INVALID` for times that are missing, lie in the future or before its day, or end before they begin.
pub async fn complete_visit(app: &App, actor: &Actor, input: CompleteVisit) -> Outcome<AppointmentId> {
    let course = Course::begin(app, actor, input.id).await?;
    course.must_allow(Step::Complete, None)?;
    let earliest = first_moment(&course.appointment, course.zone);
    let (started_at, ended_at) = times(&course.appointment, &input, earliest, course.work.now())?;
    let mut row = course.appointment.clone().into_active_model();
    row.state = Set(AppointmentState::Completed);
    row.started_at = Set(Some(started_at));
    row.ended_at = Set(Some(ended_at));
    course.finish(row, EventKind::VisitCompleted, "visit.completed").await
}

/// When it began and ended, to the microsecond; what does not fit is refused with its field.
fn times(
    appointment: &appointment::Model,
    input: &CompleteVisit,
    earliest: DateTime<Utc>,
    now: DateTime<Utc>,
) -> Result<(DateTime<Utc>, DateTime<Utc>), Refusal> {
    let started = input.started_at.map(to_micros).or(appointment.started_at);
    let started = started.ok_or_else(|| {
        invalid(
            "startedAt",
            "Nadie marcó el comienzo: indicá cuándo empezó.",
            "Nobody said that it began: say when it did.",
        )
    })?;
    let running = appointment.state == AppointmentState::InProgress;
    let ended = input.ended_at.map(to_micros).or(running.then_some(now));
    let ended = ended.ok_or_else(|| invalid("endedAt", "Indicá cuándo terminó.", "Say when it ended."))?;
    if started > now {
        return Err(invalid("startedAt", "Empieza en el futuro.", "It begins in the future."));
    }
    if started < earliest {
        return Err(invalid("startedAt", "Empieza antes del día del turno.", "It begins before its day."));
    }
    if ended > now {
        return Err(invalid("endedAt", "Termina en el futuro.", "It ends in the future."));
    }
    if ended < started {
        return Err(invalid("endedAt", "Termina antes de empezar.", "It ends before it begins."));
    }
    Ok((started, ended))
}

fn invalid(field: &str, es: &str, en: &str) -> Refusal {
    Refusal::new(UserErrorCode::Invalid, &format!("input.{field}"), es, en)
}
