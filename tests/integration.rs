//! Stories of what people do with Asistencia, and of what must hold whatever happens. One binary, a module a
//! feature.

mod access;
mod admin;
mod architecture;
mod booking;
mod care_plans;
mod catalog;
mod contract;
mod crash;
mod door;
mod forms;
mod gateways;
mod host;
mod journey_link;
mod live;
mod locks;
mod messages;
mod migrations;
mod readiness;
mod reminders;
mod review;
mod sign_in;
mod story;
mod uploads;
mod walkthrough;
mod worklist;
