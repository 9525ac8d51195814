//! Reads of alerts.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use entity::alert;
use entity::ids::{AlertId, ClinicId};
use sea_orm::sea_query::{Asterisk, Expr, Query};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};

use super::reason_words::reason_words;
use crate::features::notifications::{NotificationRow, notifications_by_ids};
use crate::features::patients::{PatientRow, find_patients};
use crate::platform::connection::{Page, Slice};
use crate::platform::error::{Language, Result};

/// An alert with whom and what it is about.
#[derive(Clone, Debug)]
pub struct AlertRow {
    /// The alert.
    pub alert: alert::Model,
    /// The patient.
    pub patient: Arc<PatientRow>,
    /// The message that did not arrive.
    pub notification: Arc<NotificationRow>,
}

/// The place of an alert in the list.
pub type AlertKey = (DateTime<Utc>, AlertId);

/// The clinic's alerts, those that are open or those that are settled; the oldest first.
///
/// # Errors
/// Where the database does not answer.
pub async fn search_alerts(
    db: &impl ConnectionTrait,
    clinic_id: ClinicId,
    resolved: bool,
    page: &Page<AlertKey>,
) -> Result<Slice<AlertRow>> {
    use alert::Column;
    let mut select = Query::select();
    select.column(Asterisk).from(alert::Entity).and_where(Column::ClinicId.eq(clinic_id));
    select.and_where(if resolved { Column::ResolvedAt.is_not_null() } else { Column::ResolvedAt.is_null() });
    let keys = [Expr::col((alert::Entity, Column::RaisedAt)), Expr::col((alert::Entity, Column::Id))];
    let select = page.apply(select, &keys, false, |(at, id)| vec![(*at).into(), (*id).into()]);
    Ok(page.slice(complete(db, clinic_id, select.all(db).await?).await?))
}

impl AlertRow {
    /// How it was settled, in a language: in the words of whoever dealt with it, or why nobody has to.
    pub fn resolution(&self, language: Language) -> Option<String> {
        let words = self.alert.resolution.as_deref()?;
        if self.alert.resolved_by_id.is_some() {
            return Some(words.to_owned());
        }
        let (es, en) = reason_words(words);
        Some(match language {
            Language::Es => format!("Se cerró sola: {es}."),
            Language::En => format!("It closed by itself: {en}."),
        })
    }
}

/// One alert of the clinic.
///
/// # Errors
/// Where the database does not answer.
pub async fn find_alert(
    db: &impl ConnectionTrait,
    clinic_id: ClinicId,
    id: AlertId,
) -> Result<Option<AlertRow>> {
    let found = alert::Entity::find_by_id(id).filter(alert::Column::ClinicId.eq(clinic_id)).one(db).await?;
    Ok(complete(db, clinic_id, found.into_iter().collect()).await?.pop())
}

async fn complete(
    db: &impl ConnectionTrait,
    clinic_id: ClinicId,
    alerts: Vec<alert::Model>,
) -> Result<Vec<AlertRow>> {
    if alerts.is_empty() {
        return Ok(Vec::new());
    }
    let patients = find_patients(db, clinic_id, alerts.iter().map(|alert| alert.patient_id)).await?;
    let ids: Vec<_> = alerts.iter().map(|alert| alert.notification_id).collect();
    let messages = notifications_by_ids(db, clinic_id, &ids).await?;
    let row = |alert: alert::Model| {
        Some(AlertRow {
            patient: patients.get(&alert.patient_id)?.clone(),
            notification: Arc::new(messages.get(&alert.notification_id)?.clone()),
            alert,
        })
    };
    Ok(alerts.into_iter().filter_map(row).collect())
}
