//! `asistencia seed`: puts the demo into a database.
//!
//! What is there is left as it is, and a second run adds nothing: ids come from names, or from the number and
//! the time of a thing, counted from the moment at which the first run made the clinic. Only today's queue and
//! the last days of the agenda are made anew on a later day.
//!
//! No events and no audit entries: nobody watched, and nobody read.

mod agenda;
mod bulk;
mod care_plans;
mod chance;
mod clinic;
mod files;
mod fill;
mod forms;
mod history;
mod people;
mod reminders;
mod requests;
#[cfg(test)]
#[path = "seed_tests.rs"]
mod tests;
mod today;

use std::collections::HashSet;
use std::sync::Arc;
use std::time::Duration;

use anyhow::Context as _;
use clap::Args;
use entity::{assistance_request, clinic as clinic_table, notification};
use sea_orm::{ConnectionTrait, EntityTrait, QuerySelect};
use tokio::task::spawn_blocking;
use tokio::time::Instant;

use self::agenda::Agenda;
use self::bulk::Writer;
use self::history::{History, Slot};
use self::people::People;
use self::today::Stage;
use super::data::DemoData;
use super::pictures::pictures;
use crate::app::App;
use crate::features::events::mark_agenda;
use crate::platform::clinic_time::day_of;
use crate::platform::error::Error;

/// Everybody's password.
const PASSWORD: &str = "asistencia";

/// Rows that are made and written at once.
const CHUNK: usize = 25_000;

/// How often progress is told.
const PROGRESS: Duration = Duration::from_secs(3);

/// How much demo data there is to be.
#[derive(Args, Clone, Debug)]
pub struct SeedOptions {
    /// Do nothing where there is a clinic already
    #[arg(long)]
    pub if_empty: bool,
    /// Patients in the clinic
    #[arg(long, default_value_t = 60, value_parser = clap::value_parser!(u32).range(..=10_000_000))]
    pub patients: u32,
    /// Requests for assistance, beside those of which the agenda's appointments came; today's queue stays that of
    /// one clinic
    #[arg(long, default_value_t = 40, value_parser = clap::value_parser!(u32).range(..=10_000_000))]
    pub requests: u32,
    /// Days over which the requests spread, ending on the day of the first seed; with another number a later
    /// seed adds other requests
    #[arg(long, default_value_t = 30, value_parser = clap::value_parser!(u32).range(1..=3_650))]
    pub days: u32,
}

impl Default for SeedOptions {
    fn default() -> Self {
        Self { if_empty: false, patients: 60, requests: 40, days: 30 }
    }
}

/// Who can sign in after a seed, for people to read.
pub fn accounts() -> &'static str {
    "Demo accounts; every password is: asistencia\n  \
       operators      operadora@demo.example, operador2@demo.example\n  \
       administrator  admin@demo.example\n  \
       practitioners  terapeuta@demo.example, terapeuta2@demo.example, profesional@demo.example\n  \
       patient        DNI 30111222"
}

/// Loads the demo.
///
/// # Errors
/// Where the database or the storage fails; a small seed has left no rows then.
pub async fn seed(app: &App, options: &SeedOptions) -> anyhow::Result<()> {
    let clinics = clinic_table::Entity::find().limit(1).all(&app.db).await?;
    if options.if_empty && !clinics.is_empty() {
        say("There is a clinic already: nothing was loaded.");
        return Ok(());
    }
    let mut progress = Progress::new();
    let data = DemoData::load().map_err(plain)?;
    let clinic_id = clinic::clinic_id(&data.clinic.slug);
    let there = clinic_table::Entity::find_by_id(clinic_id).one(&app.db).await?;
    let tz = clinic::zone(&data)?;
    let now = app.now();
    let made_at = there.as_ref().map_or(now, |clinic| clinic.created_at);
    let (today, made_on) = (day_of(now, tz), day_of(made_at, tz));

    let hash = app.passwords.hash(PASSWORD.to_owned(), app.random.bytes()).await.map_err(plain)?;
    let people = People::new(clinic_id, &data, hash)?;
    let orders = files::store(app, clinic_id, pictures()).await.context("the orders' pictures")?;
    let mut agenda = Agenda::read(&app.db, &data, (clinic_id, tz), (today, made_on)).await?;

    let mut writer = Writer::new(&app.writer);
    if there.is_none() {
        clinic::establish(&mut writer, &data, now, today, people.password_hash()).await?;
        forms::write(&mut writer, clinic_id, now).await?;
        people.write_of_orders(&mut writer, orders.iter().map(|stored| &stored.order)).await?;
    }
    let others = options.patients.saturating_sub(orders.len() as u32).max(today::OTHERS);
    for first in (0..others).step_by(CHUNK) {
        progress.tell(first, others, "patients");
        people.write_others(&mut writer, first..others.min(first + CHUNK as u32)).await?;
        writer.settle().await?;
    }
    if there.is_none() {
        care_plans::write(&mut writer, &data, &mut agenda, clinic_id, (now, today)).await?;
    }
    let stage = Stage { clinic_id, tz, now, today, made_on };
    today::write(&mut writer, &stage, &data, &orders, &mut agenda).await?;
    let filled = agenda.fill(now, others, &people, &orders);
    filled.requests.write(&mut writer).await?;
    let (visits, visitors) = (agenda.visits(), agenda.patients());
    agenda.write(&mut writer).await?;
    writer.insert::<notification::Entity>(filled.reminders).await?;
    if there.is_none() {
        reminders::write(&mut writer, clinic_id, &visits).await?;
    }
    let history = History::new((clinic_id, tz, made_at), options.days, others, &data, &orders);
    let count = options.requests.saturating_sub(today::COUNT);
    write_history(&mut writer, Arc::new(history), count, there.is_some(), &mut progress).await?;
    writer.commit().await?;
    if !visitors.is_empty() {
        // At once, so that the worker shows what it does.
        mark_agenda(&app.writer, clinic_id, now, visitors).await.map_err(plain)?;
    }
    app.writer.execute_unprepared("ANALYZE").await?;
    say(&progress.summary(&writer));
    Ok(())
}

/// Makes the next rows while the last ones are written.
async fn write_history(
    writer: &mut Writer<'_>,
    history: Arc<History>,
    count: u32,
    look: bool,
    progress: &mut Progress,
) -> anyhow::Result<()> {
    let slots = {
        let history = history.clone();
        Arc::new(spawn_blocking(move || history.slots(count)).await?)
    };
    let mut done = 0;
    let mut made = None;
    for first in (0..slots.len()).step_by(CHUNK).map(Some).chain([None]) {
        let next = match first {
            Some(first) => {
                let chunk = first..slots.len().min(first + CHUNK);
                let known = known_requests(writer, &slots[chunk.clone()], look).await?;
                let (history, slots) = (history.clone(), slots.clone());
                Some(spawn_blocking(move || history.rows(&slots[chunk], &known)))
            }
            None => None,
        };
        if let Some(made) = std::mem::replace(&mut made, next) {
            made.await?.write(writer).await?;
            writer.settle().await?;
            done += CHUNK as u32;
            progress.tell(done.min(count), count, "requests");
        }
    }
    Ok(())
}

async fn known_requests(
    writer: &mut Writer<'_>,
    slots: &[Slot],
    look: bool,
) -> anyhow::Result<HashSet<uuid::Uuid>> {
    if !look {
        return Ok(HashSet::new());
    }
    writer.known::<assistance_request::Entity>(slots.iter().map(|slot| slot.request_id().0)).await
}

/// Tells people on stderr that it goes on.
struct Progress {
    began: Instant,
    told: Instant,
}

impl Progress {
    fn new() -> Self {
        let now = Instant::now();
        Self { began: now, told: now }
    }

    fn tell(&mut self, done: u32, of: u32, what: &str) {
        if self.told.elapsed() >= PROGRESS {
            self.told = Instant::now();
            eprintln!("seed: {done} of {of} {what}, {} s", self.began.elapsed().as_secs());
        }
    }

    fn summary(&self, writer: &Writer<'_>) -> String {
        let count = |table: &str| writer.written().get(table).copied().unwrap_or_default();
        let loaded = if writer.written().is_empty() {
            "Everything of the demo was there.".to_owned()
        } else {
            format!(
                "Loaded {} patients, {} requests and {} appointments ({} rows in {:.1} s).",
                count("patient"),
                count("assistance_request"),
                count("appointment"),
                writer.written().values().sum::<u64>(),
                self.began.elapsed().as_secs_f64()
            )
        };
        format!("{loaded}\n{}", accounts())
    }
}

/// The application's error for a command line, which shows all of it.
fn plain(error: Error) -> anyhow::Error {
    match error {
        Error::Unavailable(cause) | Error::Internal(cause) => cause,
        other => anyhow::anyhow!(other.public_message()),
    }
}

#[expect(clippy::print_stdout, reason = "what the command answers")]
fn say(text: &str) {
    println!("{text}");
}
