//! Pictures of doctors' orders.
