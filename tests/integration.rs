//! Stories of what people do with Asistencia, and of what must hold whatever happens.

mod gateways;
