//! HTTP: GraphQL, uploads, webhooks, pages.

pub mod files;
pub mod problem;
#[cfg(test)]
mod tests;
pub mod uploads;
