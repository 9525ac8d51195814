//! Stories of what people do with Asistencia, and of what must hold whatever happens. One binary, a module a
//! feature.

mod access;
mod architecture;
mod booking;
mod contract;
mod door;
mod gateways;
mod journey_pages;
mod live;
mod locks;
mod readiness;
mod sign_in;
mod story;
mod uploads;
mod walkthrough;
mod catalog;
mod review;
mod worklist;
