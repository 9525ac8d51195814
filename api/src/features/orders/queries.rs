//! Reads of orders and their attachments.

use std::collections::HashMap;

use entity::ids::{ClinicId, MedicalOrderId, OrderAttachmentId};
use entity::{assistance_request, medical_order, order_attachment};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};

use crate::app::App;
use crate::features::audit::record_read;
use crate::platform::actor::Actor;
use crate::platform::error::{Error, Result};

/// The attachments of these orders, each order's in the order of its pages, in one statement.
///
/// # Errors
/// Where the database does not answer.
pub async fn attachments_of_orders(
    db: &impl ConnectionTrait,
    clinic_id: ClinicId,
    orders: &[MedicalOrderId],
) -> Result<HashMap<MedicalOrderId, Vec<order_attachment::Model>>> {
    if orders.is_empty() {
        return Ok(HashMap::new());
    }
    let rows = order_attachment::Entity::find()
        .filter(order_attachment::Column::ClinicId.eq(clinic_id))
        .filter(order_attachment::Column::MedicalOrderId.is_in(orders.iter().copied()))
        .order_by_asc(order_attachment::Column::MedicalOrderId)
        .order_by_asc(order_attachment::Column::Position)
        .all(db)
        .await?;
    let mut found: HashMap<MedicalOrderId, Vec<_>> = HashMap::with_capacity(orders.len());
    for row in rows {
        found.entry(row.medical_order_id).or_default().push(row);
    }
    Ok(found)
}

/// An order that the actor may see: staff the clinic's, patients their own, a journey its request's. What staff
/// read is recorded. None where there is none such.
///
/// # Errors
/// `Unauthenticated` where nobody is signed in; where the database does not answer.
pub async fn find_order(
    app: &App,
    actor: &Actor,
    id: MedicalOrderId,
) -> Result<Option<medical_order::Model>> {
    let clinic_id = actor.clinic_id().ok_or(Error::Unauthenticated)?;
    let request = assistance_request::Entity::find()
        .filter(assistance_request::Column::ClinicId.eq(clinic_id))
        .filter(assistance_request::Column::MedicalOrderId.eq(id))
        .one(&app.db)
        .await?;
    let seen = request.is_some_and(|row| actor.may_see_request(row.clinic_id, row.patient_id, row.id));
    if !seen {
        return Ok(None);
    }
    let order = medical_order::Entity::find_by_id(id)
        .filter(medical_order::Column::ClinicId.eq(clinic_id))
        .one(&app.db)
        .await?;
    record_read(app, actor, clinic_id, "medical_order.read", "MedicalOrder", id).await?;
    Ok(order)
}

/// An attachment of an order that the actor may see, by the rule of [`find_order`].
///
/// # Errors
/// As there.
pub async fn find_attachment(
    app: &App,
    actor: &Actor,
    id: OrderAttachmentId,
) -> Result<Option<order_attachment::Model>> {
    let clinic_id = actor.clinic_id().ok_or(Error::Unauthenticated)?;
    let found = order_attachment::Entity::find_by_id(id)
        .filter(order_attachment::Column::ClinicId.eq(clinic_id))
        .one(&app.db)
        .await?;
    let Some(attachment) = found else { return Ok(None) };
    Ok(find_order(app, actor, attachment.medical_order_id).await?.map(|_| attachment))
}
