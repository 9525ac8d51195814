//! The GraphQL schema: the features' parts, merged. No I/O.

use std::sync::Arc;

use async_graphql::{EmptySubscription, MergedObject, Schema, SchemaBuilder};

use crate::app::App;
use crate::features::appointments::graphql::{AppointmentsMutation, AppointmentsQuery};
use crate::features::auth::graphql::{AuthMutation, AuthQuery};
use crate::features::catalog::graphql::CatalogQuery;
use crate::features::clinics::graphql::{ClinicsMutation, ClinicsQuery};
use crate::features::patients::graphql::{PatientsMutation, PatientsQuery};

/// What can be read.
#[derive(MergedObject, Default)]
pub struct Query(AppointmentsQuery, AuthQuery, CatalogQuery, ClinicsQuery, PatientsQuery);

/// What can be changed.
#[derive(MergedObject, Default)]
pub struct Mutation(AppointmentsMutation, AuthMutation, ClinicsMutation, PatientsMutation);

/// The schema of this server.
pub type AppSchema = Schema<Query, Mutation, EmptySubscription>;

fn builder() -> SchemaBuilder<Query, Mutation, EmptySubscription> {
    Schema::build(Query::default(), Mutation::default(), EmptySubscription)
}

/// The schema over an application.
pub fn build(app: Arc<App>) -> AppSchema {
    builder().data(app).finish()
}

/// The SDL, which needs no application.
pub fn sdl() -> String {
    builder().finish().sdl()
}
