//! Stories of what people do with Asistencia, and of what must hold whatever happens.

mod gateways;
//! The integration tests: one binary, a module a feature.

mod architecture;
