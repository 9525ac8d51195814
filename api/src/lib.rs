//! Asistencia: from a photo of a doctor's order to a booked appointment.
//!
//! Arrows go one way: `schema, http, worker → graphql.rs → operations → entity, platform, gateways`.
//! See `docs/ARCHITECTURE.md` for the map and two walkthroughs.

pub mod app;
pub mod boot;
pub mod demo;
pub mod features;
pub mod gateways;
pub mod graphql;
pub mod host;
pub mod http;
pub mod node;
pub mod platform;
pub mod schema;
pub mod welcome;
pub mod worker;
