//! Stories of what people do with Asistencia, and of what must hold whatever happens. One binary, a module a
//! feature.

mod architecture;
mod crash;
mod gateways;
mod messages;
mod story;
