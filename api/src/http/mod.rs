//! HTTP: GraphQL, uploads, webhooks, pages.

pub mod graphql;
pub mod files;
pub mod problem;
#[cfg(test)]
mod tests;
pub mod uploads;
pub mod dev_outbox;
pub mod webhooks;
