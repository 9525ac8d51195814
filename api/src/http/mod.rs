//! HTTP: GraphQL, uploads, webhooks, pages.

pub mod dev_outbox;
pub mod webhooks;
