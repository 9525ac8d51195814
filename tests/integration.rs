//! Stories of what people do with Asistencia, and of what must hold whatever happens. One binary, a module a
//! feature.

mod access;
mod architecture;
mod gateways;
mod sign_in;
mod story;
