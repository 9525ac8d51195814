//! Limits of failed attempts (per account, per address, and in total) and of sign-ups, shared by all nodes.

use chrono::{DateTime, Duration, DurationRound, Utc};
use entity::sign_in_attempt::{self, Column};
use sea_orm::sea_query::{Expr, ExprTrait, OnConflict, Query};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};

use crate::app::App;
use crate::platform::error::{Failure, Outcome, Refusal, Result, UserErrorCode};
use crate::platform::token;

/// Length of a window.
const WINDOW: Duration = Duration::minutes(15);
/// Failed attempts on one account in a window.
const PER_ACCOUNT: i32 = 10;
/// Failed attempts from one address in a window: a clinic's waiting room shares one.
const PER_ADDRESS: i32 = 60;
/// Failed attempts in the whole installation in a window.
const IN_TOTAL: i32 = 3_000;

/// Patients who sign up in the whole installation in a window.
const SIGN_UPS_IN_TOTAL: i32 = 1_000;

/// An attempt that has been counted. It stays counted unless [`Throttle::forgive`] takes it back, so that
/// parallel attempts cannot slip through while passwords are being checked.
#[must_use = "an attempt that succeeds must be forgiven"]
pub struct Throttle {
    buckets: [Vec<u8>; 3],
    window: DateTime<Utc>,
}

impl Throttle {
    /// Counts an attempt.
    ///
    /// # Errors
    /// `TOO_MANY_ATTEMPTS` above a limit.
    pub async fn count(app: &App, address: &str, account: &str) -> Outcome<Self> {
        let window = app.now().duration_trunc(WINDOW).unwrap_or(app.now());
        let buckets =
            [format!("address {address}"), format!("account {account}"), "total".to_owned()].map(token::hash);
        raise_all(app, &buckets, &[PER_ADDRESS, PER_ACCOUNT, IN_TOTAL], window).await?;
        Ok(Self { buckets, window })
    }

    /// The attempt was right: it does not count.
    ///
    /// # Errors
    /// Where the database does not answer.
    pub async fn forgive(self, app: &App) -> Result<()> {
        take_back(app, &self.buckets, self.window).await
    }
}

/// Counts somebody who signs up. Nothing takes it back: a success is what is limited.
///
/// # Errors
/// `TOO_MANY_ATTEMPTS` above a limit.
pub(super) async fn count_sign_up(app: &App, address: &str) -> Outcome<()> {
    let window = app.now().duration_trunc(WINDOW).unwrap_or(app.now());
    let buckets = [format!("sign-up {address}"), "sign-ups".to_owned()].map(token::hash);
    let per_address = match app.config.sign_ups_per_address {
        0 => i32::MAX,
        limit => i32::try_from(limit).unwrap_or(i32::MAX),
    };
    raise_all(app, &buckets, &[per_address, SIGN_UPS_IN_TOTAL], window).await
}

/// Counts in each bucket, or in none: what one limit refuses must use up no other, or one address could lock
/// everybody out, and who tries again too early would wait for longer.
async fn raise_all(app: &App, buckets: &[Vec<u8>], limits: &[i32], window: DateTime<Utc>) -> Outcome<()> {
    for (index, (bucket, limit)) in buckets.iter().zip(limits).enumerate() {
        if !raise(app, bucket, *limit, window).await? {
            take_back(app, &buckets[..index], window).await?;
            return Err(Failure::from(Refusal::new(
                UserErrorCode::TooManyAttempts,
                "",
                "Hubo demasiados intentos. Esperá 15 minutos y probá de nuevo.",
                "There were too many attempts. Wait 15 minutes and try again.",
            )));
        }
    }
    Ok(())
}

/// Counts one more, unless the limit is reached.
async fn raise(app: &App, bucket: &[u8], limit: i32, window: DateTime<Utc>) -> Result<bool> {
    let counted = Expr::col((sign_in_attempt::Entity, Column::Attempts));
    let mut statement = Query::insert();
    statement
        .into_table(sign_in_attempt::Entity)
        .columns([Column::Bucket, Column::WindowStart, Column::Attempts])
        .values([bucket.to_vec().into(), window.into(), 1.into()])?
        .on_conflict(
            OnConflict::columns([Column::Bucket, Column::WindowStart])
                .value(Column::Attempts, counted.clone().add(1))
                .action_and_where(counted.lt(limit))
                .to_owned(),
        )
        .returning_col(Column::Attempts);
    Ok(app.writer.query_one(&statement).await?.is_some())
}

async fn take_back(app: &App, buckets: &[Vec<u8>], window: DateTime<Utc>) -> Result<()> {
    sign_in_attempt::Entity::update_many()
        .col_expr(Column::Attempts, Expr::col(Column::Attempts).sub(1))
        .filter(Column::Bucket.is_in(buckets.iter().cloned()))
        .filter(Column::WindowStart.eq(window))
        .exec(&app.writer)
        .await?;
    Ok(())
}

/// Removes counters whose window has passed.
///
/// # Errors
/// Where the database does not answer.
pub async fn sweep_attempts(app: &App) -> Result<u64> {
    let gone = sign_in_attempt::Entity::delete_many()
        .filter(Column::WindowStart.lt(app.now() - WINDOW * 2))
        .exec(&app.writer)
        .await?;
    Ok(gone.rows_affected)
}
