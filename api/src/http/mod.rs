//! HTTP: GraphQL, uploads, webhooks, pages.

pub mod graphql;
pub mod files;
pub mod problem;
pub mod uploads;
pub mod dev_outbox;
pub mod webhooks;
