//! Tests of the slot search.
