//! Who is asking: staff, patients, holders of a journey link, integrations.
//!
//! A session is an opaque bearer token of which only the SHA-256 is stored; a journey link is the same kind
//! of secret, exchanged for a session by the last digits of the document. Attempts are limited per account,
//! per address and in total, and counted by each resolver ([`Throttle`]), so that aliases in one document
//! count as what they are. The answer to wrong credentials is one and the same whether or not the account
//! exists, and takes as long.
//!
//! A password that somebody else gave (`passwords_given.rs`) opens nothing until it is exchanged for one's own.

mod api_keys;
mod authenticate;
mod change_password;
mod create_clinic;
pub mod graphql;
mod journey_link;
mod open_journey;
mod passwords;
mod passwords_given;
mod reset_from_host;
mod session;
mod sessions_of;
mod sign_in;
mod sign_in_patient;
mod sign_out;
mod sign_up_patient;
mod throttle;
mod users;

pub use api_keys::{CreateApiKey, create_api_key, list_api_keys, revoke_api_key};
pub use authenticate::{Authenticated, Caller, actors_of_sessions, authenticate, live_keys};
pub use change_password::{ChangePassword, change_password, reset_patient_password};
pub use create_clinic::{CreateClinic, create_clinic};
pub use journey_link::{
    LinkStatus, MintedLink, find_link, link_status, mint_journey_link, revoke_booking_links,
    revoke_journey_links,
};
pub use open_journey::{OpenJourney, open_journey};
pub use passwords::Passwords;
pub use passwords_given::OneTimePassword;
pub use reset_from_host::reset_from_host;
pub use session::{SESSION_COOKIE, SignedIn, session_cookie};
pub use sign_in::{SignIn, sign_in};
pub use sign_in_patient::{SignInPatient, sign_in_patient};
pub use sign_out::{sign_out, sweep_sessions};
pub use sign_up_patient::{SignUpPatient, sign_up_patient};
pub use throttle::{Throttle, sweep_attempts};
pub use users::{CreateUser, UserChange, create_user, list_users, reset_user_password, update_user};
