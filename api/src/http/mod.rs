//! HTTP: GraphQL, uploads, webhooks, pages.
