//! Reads of payers, plans and what they pay for.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use entity::ids::{ClinicId, CoverageRuleId, PayerId, PlanId, ServiceId};
use entity::{coverage_rule, payer, plan, service};
use sea_orm::sea_query::{Expr, ExprTrait, Query, SimpleExpr};
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, IdenStatic, Iterable, QueryFilter, QueryOrder, QueryTrait,
};

use super::queries::{ServiceRow, find_services};
use crate::platform::connection::{Page, Slice};
use crate::platform::error::{Error, Result};

/// The clinic's payers, by name.
///
/// # Errors
/// Where the database does not answer.
pub async fn list_payers(
    db: &impl ConnectionTrait,
    clinic_id: ClinicId,
    include_disabled: bool,
    page: &Page<(String, PayerId)>,
) -> Result<Slice<payer::Model>> {
    use payer::Column;
    let mut select = payer::Entity::find().filter(Column::ClinicId.eq(clinic_id));
    if !include_disabled {
        select = select.filter(Column::DisabledAt.is_null());
    }
    let columns: [SimpleExpr; 2] = [Column::Name.into_expr(), Column::Id.into_expr()];
    let select = page
        .apply(select.into_query(), &columns, false, |(name, id)| vec![name.clone().into(), (*id).into()]);
    Ok(page.slice(select.all(db).await?))
}

/// The payers with which the clinic works, by name.
///
/// # Errors
/// Where the database does not answer.
pub async fn payers_in_use(db: &impl ConnectionTrait, clinic_id: ClinicId) -> Result<Vec<payer::Model>> {
    Ok(payer::Entity::find()
        .filter(payer::Column::ClinicId.eq(clinic_id))
        .filter(payer::Column::DisabledAt.is_null())
        .order_by_asc(payer::Column::Name)
        .all(db)
        .await?)
}

/// Payers of the clinic by id, the disabled ones too: patients have them.
///
/// # Errors
/// Where the database does not answer.
pub async fn find_payers(
    db: &impl ConnectionTrait,
    clinic_id: ClinicId,
    ids: impl IntoIterator<Item = PayerId>,
) -> Result<HashMap<PayerId, payer::Model>> {
    let rows = payer::Entity::find()
        .filter(payer::Column::ClinicId.eq(clinic_id))
        .filter(payer::Column::Id.is_in(ids))
        .all(db)
        .await?;
    Ok(rows.into_iter().map(|row| (row.id, row)).collect())
}

/// Plans of the clinic by id, the disabled ones too: patients have them.
///
/// # Errors
/// Where the database does not answer.
pub async fn find_plans(
    db: &impl ConnectionTrait,
    clinic_id: ClinicId,
    ids: impl IntoIterator<Item = PlanId>,
) -> Result<HashMap<PlanId, plan::Model>> {
    let rows = plan::Entity::find()
        .filter(plan::Column::ClinicId.eq(clinic_id))
        .filter(plan::Column::Id.is_in(ids))
        .all(db)
        .await?;
    Ok(rows.into_iter().map(|row| (row.id, row)).collect())
}

/// The plans of payers, by name, the disabled ones too.
///
/// # Errors
/// Where the database does not answer.
pub async fn plans_of_payers(
    db: &impl ConnectionTrait,
    clinic_id: ClinicId,
    ids: impl IntoIterator<Item = PayerId>,
) -> Result<HashMap<PayerId, Vec<plan::Model>>> {
    let rows = plan::Entity::find()
        .filter(plan::Column::ClinicId.eq(clinic_id))
        .filter(plan::Column::PayerId.is_in(ids))
        .order_by_asc(plan::Column::Name)
        .all(db)
        .await?;
    let mut plans: HashMap<_, Vec<_>> = HashMap::new();
    for row in rows {
        plans.entry(row.payer_id).or_default().push(row);
    }
    Ok(plans)
}

/// A rule with everything that is shown of it.
#[derive(Clone, Debug)]
pub struct CoverageRuleRow {
    /// The rule.
    pub rule: coverage_rule::Model,
    /// The service that it is about.
    pub service: Arc<ServiceRow>,
    /// The payer that it is about.
    pub payer: payer::Model,
    /// The plan that it is about; none where it is about all of them.
    pub plan: Option<plan::Model>,
}

/// Which rules are wanted; what is none does not narrow.
#[derive(Clone, Copy, Debug, Default)]
pub struct CoverageRuleFilter {
    /// Only this one.
    pub id: Option<CoverageRuleId>,
    /// About this service.
    pub service_id: Option<ServiceId>,
    /// About this payer.
    pub payer_id: Option<PayerId>,
}

/// Where a rule stands in a list: the code of its service and its id.
pub type CoverageRuleKey = (String, CoverageRuleId);

/// The clinic's rules, by the codes of their services. Five statements a page, however many rows.
///
/// # Errors
/// Where the database does not answer.
pub async fn list_coverage_rules(
    db: &impl ConnectionTrait,
    clinic_id: ClinicId,
    filter: CoverageRuleFilter,
    page: &Page<CoverageRuleKey>,
) -> Result<Slice<CoverageRuleRow>> {
    use coverage_rule::Column;
    let of = |column| Expr::col((coverage_rule::Entity, column));
    let mut select = Query::select();
    select.from(coverage_rule::Entity);
    for column in Column::iter() {
        select.expr_as(of(column), column.as_str());
    }
    select
        .inner_join(
            service::Entity,
            Expr::col((service::Entity, service::Column::Id))
                .equals((coverage_rule::Entity, Column::ServiceId)),
        )
        .and_where(of(Column::ClinicId).eq(clinic_id));
    if let Some(id) = filter.id {
        select.and_where(of(Column::Id).eq(id));
    }
    if let Some(id) = filter.service_id {
        select.and_where(of(Column::ServiceId).eq(id));
    }
    if let Some(id) = filter.payer_id {
        select.and_where(of(Column::PayerId).eq(id));
    }
    let columns: [SimpleExpr; 2] = [service::Column::Code.into_expr(), Column::Id.into_expr()];
    let select = page.apply(select, &columns, false, |(code, id)| vec![code.clone().into(), (*id).into()]);
    Ok(page.slice(with_subjects(db, clinic_id, select.all(db).await?).await?))
}

async fn with_subjects(
    db: &impl ConnectionTrait,
    clinic_id: ClinicId,
    rules: Vec<coverage_rule::Model>,
) -> Result<Vec<CoverageRuleRow>> {
    let distinct: BTreeSet<_> = rules.iter().map(|rule| rule.service_id).collect();
    let services = find_services(db, clinic_id, distinct).await?;
    let distinct: BTreeSet<_> = rules.iter().map(|rule| rule.payer_id).collect();
    let payers = find_payers(db, clinic_id, distinct).await?;
    let distinct: BTreeSet<_> = rules.iter().filter_map(|rule| rule.plan_id).collect();
    let plans = find_plans(db, clinic_id, distinct).await?;
    let row = |rule: coverage_rule::Model| {
        Some(CoverageRuleRow {
            service: services.get(&rule.service_id)?.clone(),
            payer: payers.get(&rule.payer_id)?.clone(),
            plan: rule.plan_id.and_then(|id| plans.get(&id).cloned()),
            rule,
        })
    };
    let rows: Option<Vec<_>> = rules.into_iter().map(row).collect();
    rows.ok_or_else(|| Error::internal("a rule of coverage without its service or payer"))
}
