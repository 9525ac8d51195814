//! Reading requests with everything that a row of the grid shows: one statement for the rows and their
//! joins, one each for attachments and services where they are wanted.

use std::collections::HashMap;
use std::sync::Arc;

use entity::ids::AssistanceRequestId;
use entity::{
    assistance_request, assistance_request_service, circuit, medical_order, order_attachment, patient,
    service, user,
};
use sea_orm::sea_query::{Alias, Expr, ExprTrait, IntoIden, Order, Query, SelectStatement};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbErr, FromQueryResult, IdenStatic, Iterable, QueryResult, StatementBuilder,
};
use tokio::sync::OnceCell;

use crate::features::catalog::ServiceRow;
use crate::features::orders::attachments_of_orders;
use crate::features::patients::{PatientRow, add_patient_columns};
use crate::platform::error::{Error, Result};

/// A request with what is joined to it.
#[derive(Clone, Debug)]
pub struct RequestRow {
    /// The request.
    pub request: assistance_request::Model,
    /// Whose it is.
    pub patient: Arc<PatientRow>,
    /// What was sent.
    pub order: Arc<medical_order::Model>,
    /// Who resolved it.
    pub resolved_by: Option<user::Model>,
    /// Who is working on it.
    pub claimed_by: Option<user::Model>,
    /// Who registered the newest contact.
    pub last_contact_by: Option<user::Model>,
}

/// A request as it is shown: the row, and what was loaded beside it or will be when it is asked for.
#[derive(Debug)]
pub struct LoadedRequest {
    /// The row.
    pub row: RequestRow,
    attachments: OnceCell<Vec<order_attachment::Model>>,
    services: OnceCell<Vec<Arc<ServiceRow>>>,
}

impl LoadedRequest {
    /// The files of the order, in order.
    ///
    /// # Errors
    /// Where they were not loaded beside the row and the database does not answer.
    pub async fn attachments(&self, db: &impl ConnectionTrait) -> Result<&[order_attachment::Model]> {
        let id = self.row.order.id;
        let load = || async {
            Ok::<_, Error>(
                attachments_of_orders(db, self.row.order.clinic_id, &[id])
                    .await?
                    .remove(&id)
                    .unwrap_or_default(),
            )
        };
        Ok(self.attachments.get_or_try_init(load).await?)
    }

    /// The services that were picked, in order.
    ///
    /// # Errors
    /// Where they were not loaded beside the row and the database does not answer.
    pub async fn services(&self, db: &impl ConnectionTrait) -> Result<&[Arc<ServiceRow>]> {
        let id = self.row.request.id;
        let load = || async { Ok::<_, Error>(services_of(db, &[id]).await?.remove(&id).unwrap_or_default()) };
        Ok(self.services.get_or_try_init(load).await?)
    }
}

/// What a selection wants beside the rows, so that it is loaded for all of them at once.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Wanted {
    /// The files of the orders.
    pub attachments: bool,
    /// The picked services.
    pub services: bool,
}

impl Wanted {
    /// Everything.
    pub const ALL: Self = Self { attachments: true, services: true };
}

const RESOLVED_BY: &str = "resolver";
const CLAIMED_BY: &str = "claimant";
const CONTACT_BY: &str = "contactor";

/// The statement that selects requests with their joins; conditions and order are the caller's.
pub(super) fn select_requests() -> SelectStatement {
    use assistance_request::Column as R;
    let request = |column: R| (assistance_request::Entity, column);
    let mut select = Query::select();
    select
        .from(assistance_request::Entity)
        .inner_join(
            patient::Entity,
            Expr::col((patient::Entity, patient::Column::Id)).equals(request(R::PatientId)),
        )
        .inner_join(
            medical_order::Entity,
            Expr::col((medical_order::Entity, medical_order::Column::Id)).equals(request(R::MedicalOrderId)),
        );
    add_patient_columns(&mut select);
    for column in R::iter() {
        select.expr_as(Expr::col(request(column)), format!("request_{}", column.as_str()));
    }
    for column in medical_order::Column::iter() {
        select.expr_as(Expr::col((medical_order::Entity, column)), format!("order_{}", column.as_str()));
    }
    for (name, key) in
        [(RESOLVED_BY, R::ResolvedById), (CLAIMED_BY, R::ClaimedById), (CONTACT_BY, R::LastContactById)]
    {
        let alias = Alias::new(name).into_iden();
        for column in user::Column::iter() {
            select.expr_as(Expr::col((alias.clone(), column)), format!("{name}_{}", column.as_str()));
        }
        select.join_as(
            sea_orm::JoinType::LeftJoin,
            user::Entity,
            alias.clone(),
            Expr::col((alias, user::Column::Id)).equals(request(key)),
        );
    }
    select
}

impl RequestRow {
    pub(super) fn read(row: &QueryResult) -> Result<Self, DbErr> {
        Ok(Self {
            request: assistance_request::Model::from_query_result(row, "request_")?,
            patient: Arc::new(PatientRow::read(row)?),
            order: Arc::new(medical_order::Model::from_query_result(row, "order_")?),
            resolved_by: user::Model::from_query_result_optional(row, &format!("{RESOLVED_BY}_"))?,
            claimed_by: user::Model::from_query_result_optional(row, &format!("{CLAIMED_BY}_"))?,
            last_contact_by: user::Model::from_query_result_optional(row, &format!("{CONTACT_BY}_"))?,
        })
    }
}

/// Runs a statement made by [`select_requests`] and loads beside its rows what is wanted.
pub(super) async fn fetch(
    db: &impl ConnectionTrait,
    select: &impl StatementBuilder,
    wanted: Wanted,
) -> Result<Vec<Arc<LoadedRequest>>> {
    let rows = db.query_all(select).await?;
    let rows: Result<Vec<_>, _> = rows.iter().map(RequestRow::read).collect();
    beside(db, rows?, wanted).await
}

/// Loads beside rows what is wanted.
pub(super) async fn beside(
    db: &impl ConnectionTrait,
    rows: Vec<RequestRow>,
    wanted: Wanted,
) -> Result<Vec<Arc<LoadedRequest>>> {
    let orders: Vec<_> = rows.iter().map(|row| row.order.id).collect();
    let Some(clinic_id) = rows.first().map(|row| row.order.clinic_id) else { return Ok(Vec::new()) };
    let requests: Vec<_> = rows.iter().map(|row| row.request.id).collect();
    let mut attachments =
        if wanted.attachments { Some(attachments_of_orders(db, clinic_id, &orders).await?) } else { None };
    let mut services = if wanted.services { Some(services_of(db, &requests).await?) } else { None };
    Ok(rows
        .into_iter()
        .map(|row| {
            let files = attachments.as_mut().map(|all| all.remove(&row.order.id).unwrap_or_default());
            let picked = services.as_mut().map(|all| all.remove(&row.request.id).unwrap_or_default());
            Arc::new(LoadedRequest {
                row,
                attachments: OnceCell::new_with(files),
                services: OnceCell::new_with(picked),
            })
        })
        .collect())
}

/// Requests by their ids, in any order; unknown ones are left out. The caller has checked whose they are.
///
/// # Errors
/// Where the database does not answer.
pub async fn load_requests(
    db: &impl ConnectionTrait,
    ids: &[AssistanceRequestId],
    wanted: Wanted,
) -> Result<Vec<Arc<LoadedRequest>>> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let mut select = select_requests();
    select.and_where(assistance_request::Column::Id.is_in(ids.iter().copied()));
    fetch(db, &select, wanted).await
}

async fn services_of(
    db: &impl ConnectionTrait,
    requests: &[AssistanceRequestId],
) -> Result<HashMap<AssistanceRequestId, Vec<Arc<ServiceRow>>>> {
    use assistance_request_service::Column as Link;
    let mut found: HashMap<_, Vec<_>> = HashMap::new();
    if requests.is_empty() {
        return Ok(found);
    }
    let link = |column: Link| (assistance_request_service::Entity, column);
    let mut select = Query::select();
    select
        .expr_as(Expr::col(link(Link::AssistanceRequestId)), "request_id")
        .from(assistance_request_service::Entity)
        .inner_join(
            service::Entity,
            Expr::col((service::Entity, service::Column::Id)).equals(link(Link::ServiceId)),
        )
        .inner_join(
            circuit::Entity,
            Expr::col((circuit::Entity, circuit::Column::Id))
                .equals((service::Entity, service::Column::CircuitId)),
        )
        .and_where(Link::AssistanceRequestId.is_in(requests.iter().copied()))
        .order_by(link(Link::Position), Order::Asc);
    for column in service::Column::iter() {
        select.expr_as(Expr::col((service::Entity, column)), format!("service_{}", column.as_str()));
    }
    for column in circuit::Column::iter() {
        select.expr_as(Expr::col((circuit::Entity, column)), format!("circuit_{}", column.as_str()));
    }
    for row in db.query_all(&select).await? {
        let service = Arc::new(ServiceRow {
            service: service::Model::from_query_result(&row, "service_")?,
            circuit: Arc::new(circuit::Model::from_query_result(&row, "circuit_")?),
        });
        found.entry(row.try_get("", "request_id")?).or_default().push(service);
    }
    Ok(found)
}
