//! Tables of Asistencia as SeaORM entities, their typed ids and enums. No GraphQL, no rules.
//!
//! Every table carries `clinic_id`; every finder above this crate is scoped by it. Instants are UTC with
//! microseconds; calendar days and minutes after midnight are the clinic's own.

pub mod enums;
pub mod ids;
pub mod settings;

pub mod alert;
pub mod api_key;
pub mod appointment;
pub mod appointment_service;
pub mod assistance_request;
pub mod assistance_request_service;
pub mod audit_entry;
pub mod booking_cell;
pub mod care_plan;
pub mod channel_stop;
pub mod circuit;
pub mod clinic;
pub mod clinic_feed;
pub mod contact_attempt;
pub mod coverage_rule;
pub mod dispatch;
pub mod event;
pub mod form;
pub mod form_definition;
pub mod form_definition_version;
pub mod form_response;
pub mod form_rule;
pub mod idempotency_key;
pub mod journey_link;
pub mod medical_order;
pub mod notification;
pub mod notification_attempt;
pub mod order_attachment;
pub mod patient;
pub mod patient_agenda;
pub mod patient_reply;
pub mod patient_search_term;
pub mod payer;
pub mod plan;
pub mod resource;
pub mod schedule;
pub mod schedule_exception;
pub mod service;
pub mod service_resource;
pub mod session;
pub mod sign_in_attempt;
pub mod site;
pub mod slot_hold;
pub mod upload;
pub mod user;
pub mod webhook_delivery;
