//! The operator's grid (grilla): filters, sorting, paging by keys, and the position of the feed in the same
//! snapshot as its rows.

use chrono::{DateTime, NaiveDate, Utc};
use entity::clinic;
use entity::enums::AssistanceRequestState;
use entity::ids::{AssistanceRequestId, ClinicId, PayerId};
use entity::{assistance_request, clinic_feed, patient};
use sea_orm::sea_query::{Asterisk, Expr, ExprTrait, Func, Query, SelectStatement, SimpleExpr};
use sea_orm::{ColumnTrait, ConnectionTrait};
use std::sync::Arc;

use super::loading::{LoadedRequest, RequestRow, Wanted, beside, select_requests};
use crate::app::App;
use crate::features::clinics::time_zone;
use crate::features::events::FeedCursor;
use crate::features::patients::patient_ids_matching;
use crate::platform::clinic_time::day_range;
use crate::platform::connection::{Page, Slice};
use crate::platform::error::{Error, Result};

/// What narrows the grid. Days are the clinic's.
#[derive(Clone, Debug, Default)]
pub struct WorklistFilter {
    /// Uploaded on this day or later.
    pub from: Option<NaiveDate>,
    /// Uploaded on this day or earlier.
    pub to: Option<NaiveDate>,
    /// Resolved or not.
    pub resolved: Option<bool>,
    /// Beginnings of names, as they are spelt or heard, or of the document number.
    pub search: Option<String>,
    /// Patients of this payer.
    pub payer_id: Option<PayerId>,
    /// Whether a person has to look.
    pub needs_attention: Option<bool>,
    /// In one of these states.
    pub states: Option<Vec<AssistanceRequestState>>,
}

/// By what the grid is sorted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum OrderField {
    /// Upload date.
    #[default]
    UploadedAt,
    /// Family name, then given name.
    PatientName,
    /// Contact date; rows without a contact come first.
    LastContactAt,
}

impl OrderField {
    /// Tells the cursors of one order from those of another.
    fn sign(self) -> char {
        match self {
            Self::UploadedAt => 'u',
            Self::PatientName => 'n',
            Self::LastContactAt => 'c',
        }
    }
}

/// The grid's order.
#[derive(Clone, Copy, Debug, Default)]
pub struct WorklistOrder {
    /// By what.
    pub field: OrderField,
    /// Whether from the greatest to the smallest.
    pub descending: bool,
}

/// A page of the grid.
pub struct WorklistPage {
    /// The rows.
    pub slice: Slice<Arc<LoadedRequest>>,
    /// Rows of all pages; none where it was not asked for.
    pub total: Option<i64>,
    /// The feed's position of the rows' snapshot.
    pub cursor: FeedCursor,
}

/// A page of the grid of a clinic. The rows, their joins, the total and the feed's position come from one
/// statement, and so from one snapshot; attachments and services from one more each.
///
/// # Errors
/// `BadInput` for a range that runs backwards and for a cursor of another order; else where the database does not answer.
pub async fn worklist(
    app: &App,
    clinic: &clinic::Model,
    filter: &WorklistFilter,
    order: WorklistOrder,
    page: &Page<(String, AssistanceRequestId)>,
    wanted: Wanted,
    with_total: bool,
) -> Result<WorklistPage> {
    let conditions = conditions(clinic, filter)?;
    let of_clinic = assistance_request::Column::ClinicId;
    let count_rows = || {
        let mut select = count(&conditions, filter.payer_id.is_some());
        select.and_where(of_clinic.eq(clinic.id));
        select
    };
    let total = with_total.then(count_rows);
    let mut select = select_requests();
    conditions.iter().for_each(|condition| {
        select.and_where(condition.clone());
    });
    add_position(&mut select, clinic.id, total.clone());
    let key = order_key(order.field);
    let id: SimpleExpr = Expr::col((assistance_request::Entity, assistance_request::Column::Id));
    if order.field == OrderField::PatientName {
        by_name(&mut select, clinic.id, order.descending, page)?;
    } else {
        select.and_where(of_clinic.eq(clinic.id));
    }
    let place = |key: &(String, AssistanceRequestId)| {
        Ok::<_, Error>(vec![key_value(order.field, &key.0)?, key.1.into()])
    };
    let page_by_value = page.try_map(place)?;
    let select = page_by_value.apply(select, &[key, id], order.descending, Clone::clone);

    let mut found = app.db.query_all(&select).await?;
    let mut position = found.first().map(|row| read_position(row, clinic.id)).transpose()?;
    if position.is_none() {
        // No row that could carry the position: it is read first, then the page once more. Whatever is
        // committed in between shows in the page or comes after the position, or both.
        let mut alone = Query::select();
        add_position(&mut alone, clinic.id, total);
        let row =
            app.db.query_one(&alone).await?.ok_or_else(|| Error::internal("a clinic without a feed"))?;
        position = Some(read_position(&row, clinic.id)?);
        found = app.db.query_all(&select).await?;
    }
    let (cursor, total) = position.ok_or_else(|| Error::internal("a clinic without a feed"))?;
    let rows: Result<Vec<_>, _> = found.iter().map(RequestRow::read).collect();
    let slice = page.slice(rows?);
    let items = beside(&app.db, slice.items, wanted).await?;
    let slice = Slice { items, has_next: slice.has_next, has_previous: slice.has_previous };
    Ok(WorklistPage { slice, total, cursor })
}

/// The key of a row under an order, for its cursor: the order's sign, and where the row stands in it.
pub fn row_key(field: OrderField, row: &RequestRow) -> (String, AssistanceRequestId) {
    let instant = |at: DateTime<Utc>| at.timestamp_micros().to_string();
    let key = match field {
        OrderField::UploadedAt => instant(row.request.uploaded_at),
        OrderField::PatientName => row.patient.patient.sort_name.clone(),
        OrderField::LastContactAt => instant(row.request.last_contact_at.unwrap_or(DateTime::UNIX_EPOCH)),
    };
    (format!("{}{key}", field.sign()), row.request.id)
}

/// What a cursor's key stands for; an error for the key of another order, which would lead anywhere.
fn key_value(field: OrderField, key: &str) -> Result<SimpleExpr> {
    let value = key.strip_prefix(field.sign()).and_then(|key| match field {
        // PostgreSQL keeps no NUL in a text.
        OrderField::PatientName => (!key.contains('\0')).then(|| key.into()),
        OrderField::UploadedAt | OrderField::LastContactAt => {
            Some(DateTime::<Utc>::from_timestamp_micros(key.parse().ok()?)?.into())
        }
    });
    value.ok_or_else(|| Error::BadInput("The cursor is not one of this order.".into()))
}

fn order_key(field: OrderField) -> SimpleExpr {
    use assistance_request::Column::{LastContactAt, UploadedAt};
    match field {
        OrderField::UploadedAt => Expr::col((assistance_request::Entity, UploadedAt)),
        OrderField::PatientName => Expr::col((patient::Entity, patient::Column::SortName)),
        // A key that is never null: rows with null keys would fall out of the pages. The instant stands in the
        // text, as in the index: a bound one would not be known to be the same.
        OrderField::LastContactAt => Func::coalesce([
            Expr::col((assistance_request::Entity, LastContactAt)),
            Expr::cust("'1970-01-01T00:00:00+00:00'"),
        ])
        .into(),
    }
}

/// The clinic's rows, said so that the patients' index by name leads: a request's clinic is its patient's (said of
/// both, SQLite takes any index of the requests and sorts), and a comparison of pairs from two tables bounds no index.
fn by_name(
    select: &mut SelectStatement,
    clinic_id: ClinicId,
    descending: bool,
    page: &Page<(String, AssistanceRequestId)>,
) -> Result<()> {
    select.and_where(patient::Column::ClinicId.eq(clinic_id));
    for (key, is_start) in [(&page.after, !descending), (&page.before, descending)] {
        let Some((key, _)) = key else { continue };
        let name: SimpleExpr = Expr::col((patient::Entity, patient::Column::SortName));
        let bound = key_value(OrderField::PatientName, key)?;
        select.and_where(if is_start { name.gte(bound) } else { name.lte(bound) });
    }
    Ok(())
}

/// What the filter asks for; whose rows they are is said beside it.
fn conditions(clinic: &clinic::Model, filter: &WorklistFilter) -> Result<Vec<SimpleExpr>> {
    use assistance_request::Column as R;
    let mut all = Vec::new();
    if let (Some(from), Some(to)) = (filter.from, filter.to)
        && to < from
    {
        return Err(Error::BadInput("`filter.to` is before `filter.from`.".into()));
    }
    let zone = time_zone(clinic);
    if let Some(from) = filter.from {
        all.push(R::UploadedAt.gte(day_range(zone, from, from).0));
    }
    if let Some(to) = filter.to {
        all.push(R::UploadedAt.lt(day_range(zone, to, to).1));
    }
    // What was taken out shows only where that state is asked for. Where states are asked for, they say it all,
    // and the index by state does.
    if filter.states.is_none() {
        all.push(R::VoidedAt.is_null());
    }
    match filter.resolved {
        Some(true) => all.push(R::ResolvedAt.is_not_null()),
        Some(false) => all.push(R::ResolvedAt.is_null()),
        None => {}
    }
    match filter.needs_attention {
        Some(true) => all.push(R::AttentionReason.is_not_null()),
        Some(false) => all.push(R::AttentionReason.is_null()),
        None => {}
    }
    if let Some(states) = &filter.states {
        all.push(R::State.is_in(states.iter().copied()));
    }
    if let Some(payer_id) = filter.payer_id {
        all.push(patient::Column::PayerId.eq(payer_id));
    }
    if let Some(search) = &filter.search {
        let patient: SimpleExpr = Expr::col((assistance_request::Entity, R::PatientId));
        all.extend(patient_ids_matching(clinic.id, search, &patient));
    }
    Ok(all)
}

/// Counts the rows, and names none of their columns: the smallest index will do. Patients are joined only where a filter asks about them, for each join is paid by row.
fn count(conditions: &[SimpleExpr], asks_for_patients: bool) -> SelectStatement {
    use assistance_request::Column as R;
    let mut select = Query::select();
    select.expr(Func::count(Expr::col(Asterisk))).from(assistance_request::Entity);
    if asks_for_patients {
        select.inner_join(
            patient::Entity,
            Expr::col((patient::Entity, patient::Column::Id))
                .equals((assistance_request::Entity, R::PatientId)),
        );
    }
    conditions.iter().for_each(|condition| {
        select.and_where(condition.clone());
    });
    select
}

fn add_position(select: &mut SelectStatement, clinic_id: ClinicId, total: Option<SelectStatement>) {
    let part = |column: clinic_feed::Column| {
        Query::select()
            .column(column)
            .from(clinic_feed::Entity)
            .and_where(clinic_feed::Column::ClinicId.eq(clinic_id))
            .to_owned()
    };
    select.expr_as(SimpleExpr::from(part(clinic_feed::Column::Epoch)), "feed_epoch");
    select.expr_as(SimpleExpr::from(part(clinic_feed::Column::Head)), "feed_head");
    if let Some(total) = total {
        select.expr_as(SimpleExpr::from(total), "total");
    }
}

fn read_position(row: &sea_orm::QueryResult, clinic_id: ClinicId) -> Result<(FeedCursor, Option<i64>)> {
    let cursor = FeedCursor::new(clinic_id, row.try_get("", "feed_epoch")?, row.try_get("", "feed_head")?);
    Ok((cursor, row.try_get("", "total").ok()))
}
