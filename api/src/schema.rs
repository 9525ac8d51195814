//! The GraphQL schema: the features' parts, merged. No I/O.

use std::sync::Arc;

use async_graphql::{MergedObject, MergedSubscription, Schema, SchemaBuilder};

use crate::app::App;
use crate::features::appointments::graphql::{
    AppointmentsMutation, AppointmentsQuery, OutsideHoursQuery, VisitsMutation,
};
use crate::features::assistance::graphql::{
    AssistanceMutation, AssistanceQuery, AssistanceSubscription, JourneyQuery, PatientSubscription,
};
use crate::features::auth::graphql::accounts::{AccountsMutation, AccountsQuery};
use crate::features::auth::graphql::integrations::{IntegrationsMutation, IntegrationsQuery};
use crate::features::auth::graphql::{AuthMutation, AuthQuery};
use crate::features::care_plans::graphql::{CarePlanJourneyQuery, CarePlansMutation, CarePlansQuery};
use crate::features::catalog::graphql::{
    CatalogQuery, CoverageMutation, CoverageQuery, ResourcesMutation, ResourcesQuery, ServicesMutation,
};
use crate::features::clinics::graphql::{ClinicsMutation, ClinicsQuery};
use crate::features::forms::graphql::{FormDefinitionsQuery, FormRulesMutation, FormsMutation, FormsQuery};
use crate::features::patients::graphql::{PatientsMutation, PatientsQuery};
use crate::features::reminders::graphql::{RemindersMutation, RemindersQuery};
use crate::features::schedules::graphql::SchedulesMutation;
use crate::graphql::ErrorsInPlace;
use crate::node::NodeQuery;

/// What can be read.
#[derive(MergedObject, Default)]
pub struct Query(
    NodeQuery,
    AuthQuery,
    AccountsQuery,
    IntegrationsQuery,
    ClinicsQuery,
    AssistanceQuery,
    PatientsQuery,
    CatalogQuery,
    ResourcesQuery,
    CoverageQuery,
    AppointmentsQuery,
    OutsideHoursQuery,
    JourneyQuery,
    CarePlansQuery,
    CarePlanJourneyQuery,
    FormsQuery,
    FormDefinitionsQuery,
    RemindersQuery,
);

/// What can be changed.
#[derive(MergedObject, Default)]
pub struct Mutation(
    AuthMutation,
    AccountsMutation,
    IntegrationsMutation,
    ClinicsMutation,
    PatientsMutation,
    ServicesMutation,
    ResourcesMutation,
    CoverageMutation,
    SchedulesMutation,
    AssistanceMutation,
    AppointmentsMutation,
    VisitsMutation,
    CarePlansMutation,
    FormsMutation,
    FormRulesMutation,
    RemindersMutation,
);

/// What can be followed live.
#[derive(MergedSubscription, Default)]
pub struct Subscription(AssistanceSubscription, PatientSubscription);

/// The schema of this server.
pub type AppSchema = Schema<Query, Mutation, Subscription>;

fn builder() -> SchemaBuilder<Query, Mutation, Subscription> {
    Schema::build(Query::default(), Mutation::default(), Subscription::default()).extension(ErrorsInPlace)
}

/// The schema over an application.
pub fn build(app: Arc<App>) -> AppSchema {
    // Where introspection is off, mistakes must not spell the names out either.
    let builder = if app.config.introspection { builder() } else { builder().disable_suggestions() };
    builder.data(app).finish()
}

/// The SDL, which needs no application.
pub fn sdl() -> String {
    builder().finish().sdl()
}
