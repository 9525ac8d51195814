//! HTTP: GraphQL, uploads, webhooks, pages.

pub mod graphql;
