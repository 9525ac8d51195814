//! The catalogue, and what a patient confirms before an order is sent.
