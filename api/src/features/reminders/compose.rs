//! What a message says, from what is true when it leaves.

use chrono::Duration;
use entity::enums::{NotificationChannel, NotificationKind};
use entity::ids::UserId;
use entity::notification;
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use serde_json::json;

use super::ledger::said;
use super::load::load_facts;
use super::planner::{Claim, claim, next_visit};
use super::words::{Address, Words};
use crate::features::auth::mint_journey_link;
use crate::features::clinics::clinic_by_id;
use crate::features::events::UnitOfWork;
use crate::features::notifications::Composed;
use crate::platform::error::{Error, Result};

/// Decides anew whether a message is owed, and puts it into words. The caller holds the patient.
///
/// # Errors
/// Where the database does not answer, or it cannot be put into words.
pub async fn compose(work: &mut UnitOfWork<'_>, message: &notification::Model) -> Result<Composed> {
    let clinic = clinic_by_id(work.db(), work.clinic_id()).await?;
    let own = said(message).ok_or_else(|| Error::internal("a reminder that discharges nothing"))?;
    let facts = load_facts(work.db(), &clinic, &[message.patient_id], work.now()).await?;
    let facts = facts.get(&message.patient_id).ok_or_else(|| Error::internal("a message to nobody"))?;
    let carried = match claim(&facts.without(message.id), work.now(), &own) {
        Claim::Tell(carried) => carried,
        Claim::Postpone(until) => return Ok(Composed::Postpone { until }),
        Claim::Supersede => return Ok(Composed::Supersede { reason: "no_longer_owed" }),
        Claim::Suppress(reason) => return Ok(Composed::Suppress { reason, detail: None }),
        Claim::Miss(reason) => return Ok(Composed::Fail { reason, detail: "its time had passed".into() }),
    };
    let form = facts.forms.iter().find(|form| Some(form.id) == message.form_id);
    let before = form.and_then(|form| next_visit(facts, form.scope, work.now()));
    let words = Words::load(work, clinic, message, &carried, before).await?;
    if is_to_practitioner(message.kind) {
        keep_recipient(work, message, words.practitioner()?).await?;
    }
    let address = address(work, &words, message).await?;
    let carried_json = json!(carried);
    match message.channel {
        NotificationChannel::Whatsapp => {
            let (message, preview) = words.whatsapp(work.app(), message.kind, &address, &carried)?;
            Ok(Composed::Whatsapp { message, shown: json!({ "text": preview }), carried: carried_json })
        }
        NotificationChannel::Email => {
            let mail = words.email(work, message.kind, address.url.as_str())?;
            // A token is stored nowhere: the ledger keeps the words without the link.
            let kept = words.render(message.kind, Address::LEFT_OUT)?;
            let shown = json!({ "subject": kept.subject, "text": kept.text });
            Ok(Composed::Email { message: mail, shown, carried: carried_json })
        }
    }
}

fn is_to_practitioner(kind: NotificationKind) -> bool {
    matches!(kind, NotificationKind::FormSubmitted | NotificationKind::FormOutstanding)
}

/// The treatment may have gone to another practitioner since the message was planned: the ledger says whom it told.
async fn keep_recipient(
    work: &UnitOfWork<'_>,
    message: &notification::Model,
    practitioner: UserId,
) -> Result<()> {
    if message.user_id == Some(practitioner) {
        return Ok(());
    }
    notification::Entity::update_many()
        .col_expr(notification::Column::UserId, Expr::value(practitioner))
        .filter(notification::Column::Id.eq(message.id))
        .exec(work.db())
        .await?;
    Ok(())
}

/// Mints the link that the message carries. Messages to practitioners carry none.
async fn address(work: &UnitOfWork<'_>, words: &Words, message: &notification::Model) -> Result<Address> {
    if is_to_practitioner(message.kind) {
        return Ok(Address::default());
    }
    let scope = words.scope.ok_or_else(|| Error::internal("a message that leads nowhere"))?;
    let days = Duration::days(words.clinic.settings.link_days.into());
    let until = (work.now() + days).max(words.last_use());
    let link = mint_journey_link(work, scope, message.id, until).await?;
    Ok(Address::new(&work.app().config, link.token.reveal()))
}
