//! Forms (formularios): what the clinic asks, when it asks for it, what it asked of whom, and the answers.
//!
//! A *definition* has versions that never change ([`FormStructure`]): sections of fields, some of them visible
//! only under a condition on an earlier answer. A *rule* says when a definition is asked for: with the first
//! booking (intake), after every so many completed visits of a care plan (progress), when a treatment is
//! completed (final). A *form* is one definition, in one version, asked of one patient, within a request or a
//! care plan; its `occasion` is unique in the clinic, so that no occasion asks twice.
//!
//! ```text
//! OPEN ── submitForm ──▶ SUBMITTED        saveFormAnswers: in OPEN only, as often as one likes
//!   └──── withdrawForm ─▶ WITHDRAWN
//! ```
//!
//! Guarantees. Forms that rules owe are derived: [`forms_due`] is a pure function of the rules and of the
//! patient's bookings, visits and plans, and [`bring_about`] writes what is not there yet. No operation that
//! books or completes a visit knows of forms, and the order in which things are told does not matter. What
//! happened before a rule held (`holds_from`) asks for nothing. What asked for a form may be taken back: the plan
//! is broken off, the visit reopened, the booking called off. Then [`forms_called_off`] finds it and [`call_off`]
//! withdraws it (`called_off`), and its occasion asks anew where it comes again. A form stays with the version in
//! which it was asked for. When a treatment is completed, progress forms that are open stay open: the answers are
//! worth having, and staff can withdraw what is not.
//!
//! Answers are merged field by field under the form's lock; of two devices the last one wins each field, and
//! neither loses what it alone answered. A call is taken as a whole or not at all. Submitting asks for
//! everything that is required and visible, drops answers to fields that are not, and happens once.
//! Staff and practitioners who read or change a form leave an entry in the audit trail.

mod access;
mod answers;
mod ask_form;
mod body;
mod bring_about;
mod call_off;
mod check_structure;
mod disable_definition;
mod disable_rule;
mod due;
mod facts;
pub mod graphql;
mod possible;
mod publish_definition;
mod queries;
mod refusals;
mod save_answers;
mod save_rule;
mod structure;
mod submit_form;
mod withdraw_form;

pub use access::{Reach, may_fill};
pub use answers::{
    Answer, Answers, GivenAnswer, GivenConsent, Progress, Signature, missing, missing_words, progress,
    visible_fields,
};
pub use ask_form::{AskForm, AskedOf, ask_form};
pub use body::{BodyArea, BodyView, body_areas};
pub use bring_about::bring_about;
pub use call_off::call_off;
pub use check_structure::structure_problems;
pub use disable_definition::disable_definition;
pub use disable_rule::disable_rule;
pub use due::{AskedForm, Booking, DueForm, Plan, RuleFacts, forms_called_off, forms_due, is_to_come};
pub use facts::{load_form_rules, load_rule_facts};
pub use publish_definition::{PublishDefinition, publish_definition};
pub use queries::{
    DefinitionRow, FormKey, FormRow, FormsOf, FormsPage, definition_version, definitions_by_ids,
    definitions_of, find_form, form_key, forms_below, rules_of, titles_of,
};
pub use refusals::no_form;
pub use save_answers::{GivenFieldAnswer, SaveFormAnswers, save_form_answers};
pub use save_rule::{RuleContent, create_rule, update_rule};
pub use structure::{
    ChoiceOption, Condition, DateKind, FieldDefinition, FieldKind, FormStructure, LocalizedText,
    SectionDefinition,
};
pub use submit_form::{SubmitForm, submit_form};
pub use withdraw_form::{WithdrawForm, withdraw_form};
