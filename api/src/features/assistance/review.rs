//! What every review mutation begins and ends with: the request's row under lock, the checks in the order in
//! which their answers help most, and one event and one audit entry at the end.

use entity::assistance_request;
use entity::enums::{AssistanceRequestState, EventKind, NotificationState};
use entity::ids::{AssistanceRequestId, UserId};
use sea_orm::{ActiveModelTrait, ColumnTrait, EntityTrait, QueryFilter, QuerySelect};
use serde::Serialize;
use serde_json::json;

use crate::app::App;
use crate::features::events::{NewEvent, UnitOfWork};
use crate::features::notifications;
use crate::platform::actor::{Actor, Permission};
use crate::platform::db::retrying;
use crate::platform::error::{Outcome, Refusal, Result, UserErrorCode};
use crate::platform::idempotency::Claim;

/// Which request, as the caller saw it.
#[derive(Clone, Copy, Debug)]
pub struct Target {
    /// The request; none where the id was not one of ours.
    pub id: Option<AssistanceRequestId>,
    /// The version that the caller saw; none skips the check where the mutation allows it.
    pub version: Option<i32>,
}

/// A request under lock, in a transaction that has begun.
pub(super) struct Review<'a> {
    pub work: UnitOfWork<'a>,
    pub request: assistance_request::Model,
    pub actor: &'a Actor,
    /// The member of staff; none where an integration acts.
    pub user_id: Option<UserId>,
}

impl<'a> Review<'a> {
    /// Lets staff in, locks the request and does the work on it; all of it anew where that lost a deadlock.
    pub async fn run<F>(
        app: &'a App,
        actor: &'a Actor,
        id: Option<AssistanceRequestId>,
        work: impl Fn(Self) -> F,
    ) -> Outcome<AssistanceRequestId>
    where
        F: Future<Output = Outcome<AssistanceRequestId>>,
    {
        actor.require_user(Permission::Review)?;
        Self::run_as(app, actor, Permission::Review, id, work).await
    }

    /// The same for whoever has the permission.
    pub async fn run_as<F>(
        app: &'a App,
        actor: &'a Actor,
        permission: Permission,
        id: Option<AssistanceRequestId>,
        work: impl Fn(Self) -> F,
    ) -> Outcome<AssistanceRequestId>
    where
        F: Future<Output = Outcome<AssistanceRequestId>>,
    {
        retrying(|| async { work(Self::begin(app, actor, permission, id).await?).await }).await
    }

    async fn begin(
        app: &'a App,
        actor: &'a Actor,
        permission: Permission,
        id: Option<AssistanceRequestId>,
    ) -> Outcome<Self> {
        let principal = actor.require(permission)?;
        let id = id.ok_or_else(not_found)?;
        let work = app.begin(principal.clinic_id).await?;
        let request = assistance_request::Entity::find_by_id(id)
            .filter(assistance_request::Column::ClinicId.eq(principal.clinic_id))
            .lock_exclusive()
            .one(work.db())
            .await?
            .ok_or_else(not_found)?;
        Ok(Self { work, request, actor, user_id: principal.user_id })
    }

    /// Refuses a request that is closed.
    pub fn must_be_open(&self) -> Outcome<()> {
        match self.request.state {
            AssistanceRequestState::Booked
            | AssistanceRequestState::Resolved
            | AssistanceRequestState::Voided => Err(Refusal::new(
                UserErrorCode::AlreadyResolved,
                "input.id",
                "Esta solicitud ya está cerrada.",
                "This request is closed already.",
            )
            .into()),
            _ => Ok(()),
        }
    }

    /// Refuses what changed since the caller read it.
    pub fn must_be_current(&self, version: Option<i32>) -> Outcome<()> {
        if version.is_none_or(|version| version == self.request.version) {
            return Ok(());
        }
        Err(Refusal::new(
            UserErrorCode::StaleVersion,
            "input.version",
            "La solicitud cambió mientras la mirabas. Fijate cómo quedó y probá de nuevo.",
            "The request changed while you were looking at it. See how it is now and try again.",
        )
        .into())
    }

    /// Refuses what somebody else is working on.
    pub fn must_not_be_claimed_by_another(&self) -> Outcome<()> {
        let live = self.request.claim_expires_at.is_some_and(|until| until > self.work.now());
        if live && self.request.claimed_by_id != self.user_id {
            return Err(claimed_by_other());
        }
        Ok(())
    }

    /// The three checks that most mutations begin with.
    pub fn must_be_reviewable(&self, version: Option<i32>) -> Outcome<()> {
        self.must_be_open()?;
        self.must_be_current(version)?;
        self.must_not_be_claimed_by_another()
    }

    /// Claims the caller's key, where there is one. True: this was done under it before, and nothing is left to do.
    pub async fn is_replay(
        &self,
        operation: &'static str,
        key: Option<&str>,
        content: &impl Serialize,
    ) -> Outcome<bool> {
        let id = self.request.id;
        let claimed = self.work.claim(self.actor, operation, key, &(id, content), id).await?;
        Ok(claimed != Claim::Fresh)
    }

    /// Takes back the message of the confirmation in force, where it has not been claimed. Returns whether
    /// there is nothing left that could still be sent.
    pub async fn supersede_planned(&mut self, reason: &'static str) -> Result<bool> {
        let Some(dispatch_id) = self.request.dispatch_id else { return Ok(true) };
        let Some(dispatch) = entity::dispatch::Entity::find_by_id(dispatch_id).one(self.work.db()).await?
        else {
            return Ok(true);
        };
        let taken_back = notifications::supersede(&mut self.work, dispatch.notification_id, reason).await?;
        if taken_back {
            use entity::dispatch::Column::{Id, SupersededAt};
            entity::dispatch::Entity::update_many()
                .col_expr(SupersededAt, sea_orm::sea_query::Expr::value(self.work.now()))
                .filter(Id.eq(dispatch_id))
                .exec(self.work.db())
                .await?;
        }
        Ok(taken_back)
    }

    /// Whether the message of the confirmation in force can still be taken back.
    pub async fn can_take_back(&self) -> Result<bool> {
        let Some(dispatch_id) = self.request.dispatch_id else { return Ok(false) };
        let dispatch = entity::dispatch::Entity::find_by_id(dispatch_id).one(self.work.db()).await?;
        let Some(dispatch) = dispatch else { return Ok(false) };
        let message =
            entity::notification::Entity::find_by_id(dispatch.notification_id).one(self.work.db()).await?;
        Ok(message.is_some_and(|message| message.state == NotificationState::Planned))
    }

    /// Writes the request's new row, tells the feed and the audit trail, and commits.
    pub async fn finish(
        mut self,
        change: assistance_request::ActiveModel,
        kind: EventKind,
        action: &'static str,
        detail: serde_json::Value,
    ) -> Outcome<AssistanceRequestId> {
        let id = self.request.id;
        change.update(self.work.db()).await?;
        self.work.emit(NewEvent {
            kind,
            request_id: Some(id),
            patient_id: Some(self.request.patient_id),
            appointment_id: self.request.appointment_id,
        });
        self.work.audit(self.actor, action, "AssistanceRequest", id, detail);
        self.work.commit().await?;
        Ok(id)
    }

    /// Like [`Review::finish`], with nothing to add to the audit entry.
    pub async fn finish_plain(
        self,
        change: assistance_request::ActiveModel,
        kind: EventKind,
        action: &'static str,
    ) -> Outcome<AssistanceRequestId> {
        self.finish(change, kind, action, json!({})).await
    }
}

/// Somebody else is working on it.
pub(super) fn claimed_by_other() -> crate::platform::error::Failure {
    Refusal::new(
        UserErrorCode::ClaimedByOther,
        "input.id",
        "Otra persona está trabajando en esta solicitud.",
        "Somebody else is working on this request.",
    )
    .into()
}

/// The message has left, or is leaving.
pub(super) fn already_dispatched() -> crate::platform::error::Failure {
    Refusal::new(
        UserErrorCode::AlreadyDispatched,
        "input.id",
        "El mensaje ya salió. Para corregirlo, reabrí la solicitud.",
        "The message has left already. To correct it, reopen the request.",
    )
    .into()
}

/// It contradicts where the request stands.
pub(super) fn conflict(es: &str, en: &str) -> crate::platform::error::Failure {
    Refusal::new(UserErrorCode::Conflict, "input.id", es, en).into()
}

fn not_found() -> crate::platform::error::Failure {
    Refusal::new(UserErrorCode::NotFound, "input.id", "No existe esa solicitud.", "There is no such request.")
        .into()
}

/// Trims a text that somebody must have written.
pub(super) fn required_text(text: &str, field: &str, most: usize) -> Outcome<String> {
    let text = text.trim();
    let length = text.chars().count();
    if length == 0 {
        return Err(Refusal::new(UserErrorCode::Invalid, field, "Escribí un texto.", "Write a text.").into());
    }
    if length > most {
        return Err(Refusal::new(
            UserErrorCode::Invalid,
            field,
            format!("Son más de {most} caracteres."),
            format!("These are more than {most} characters."),
        )
        .into());
    }
    Ok(text.to_owned())
}

/// Trims a text that may be left out.
pub(super) fn optional_text(text: Option<&str>, field: &str, most: usize) -> Outcome<Option<String>> {
    text.filter(|text| !text.trim().is_empty()).map(|text| required_text(text, field, most)).transpose()
}
