//! The messages of `graphql-transport-ws`, and the codes that a connection is closed with.

use axum::body::Bytes;
use axum::extract::ws::{CloseFrame, Message, Utf8Bytes};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::answer::{Body, to_json};
use async_graphql::ServerError;

/// The name of the subprotocol.
pub const SUBPROTOCOL: &str = "graphql-transport-ws";

/// What goes with a message that needs nothing: an object, null, or nothing.
pub type Payload = Option<Map<String, Value>>;

/// What a client says.
#[derive(Debug, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum FromClient {
    /// Opens the connection.
    ConnectionInit {
        /// The credentials.
        payload: Payload,
    },
    /// Asks whether somebody is there.
    Ping {
        /// Comes back with the answer.
        payload: Payload,
    },
    /// Answers a ping.
    Pong {
        /// What the client has to say with it.
        #[expect(dead_code, reason = "it is read to see that it is an object, where there is one")]
        payload: Payload,
    },
    /// Starts an operation.
    Subscribe {
        /// Names the operation on this connection.
        id: String,
        /// The parameters of the request.
        payload: Value,
    },
    /// Stops an operation.
    Complete {
        /// Which.
        id: String,
    },
}

/// What the server says.
#[derive(Serialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum ToClient<'a> {
    /// The connection is open.
    ConnectionAck,
    /// Answers a ping.
    Pong {
        /// What the ping carried.
        #[serde(skip_serializing_if = "Option::is_none")]
        payload: Payload,
    },
    /// A result of an operation.
    Next {
        /// Which.
        id: &'a str,
        /// The result.
        payload: Body<'a>,
    },
    /// The operation was not executed, and is over.
    Error {
        /// Which.
        id: &'a str,
        /// Why.
        payload: &'a [ServerError],
    },
    /// The operation is over.
    Complete {
        /// Which.
        id: &'a str,
    },
}

impl ToClient<'_> {
    /// As a frame.
    pub fn to_message(&self) -> Message {
        Message::Text(to_json(self).into())
    }
}

/// Why the server closes a connection.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Close {
    /// 4400: what came is no message of the protocol.
    Invalid(&'static str),
    /// 4401: `subscribe` before the acknowledgement.
    Unauthorized,
    /// 4403: the credentials are wrong, or the session is over.
    Forbidden,
    /// 4406: the client does not speak the subprotocol.
    Subprotocol,
    /// 4408: `connection_init` did not come.
    InitTimeout,
    /// 4409: the id is in use.
    Duplicate(String),
    /// 4429: a second `connection_init`.
    TooManyInits,
    /// 1009: the message is longer than accepted.
    TooBig,
    /// 1012: the server stops; the client connects again, to another node perhaps.
    Restart,
    /// 1013: it cannot be told just now who this is.
    TryAgain,
}

impl Close {
    /// As a frame.
    pub fn to_message(&self) -> Message {
        let (code, reason) = match self {
            Self::Invalid(what) => (4400, (*what).to_owned()),
            Self::Unauthorized => (4401, "Unauthorized".to_owned()),
            Self::Forbidden => (4403, "Forbidden".to_owned()),
            Self::Subprotocol => (4406, "Subprotocol not acceptable".to_owned()),
            Self::InitTimeout => (4408, "Connection initialisation timeout".to_owned()),
            // A close frame holds 123 bytes of reason.
            Self::Duplicate(id) if id.len() <= 80 => (4409, format!("Subscriber for {id} already exists")),
            Self::Duplicate(_) => (4409, "Subscriber already exists".to_owned()),
            Self::TooManyInits => (4429, "Too many initialisation requests".to_owned()),
            Self::TooBig => (1009, "Message too big".to_owned()),
            Self::Restart => (1012, "Service restart".to_owned()),
            Self::TryAgain => (1013, "Try again later".to_owned()),
        };
        Message::Close(Some(CloseFrame { code, reason: Utf8Bytes::from(reason) }))
    }
}

/// A ping of the WebSocket itself: every peer answers it without the application's doing.
pub fn ping() -> Message {
    Message::Ping(Bytes::new())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn messages_are_those_of_the_protocol() {
        let ok = |text: &str| serde_json::from_str::<FromClient>(text).expect(text);
        ok(r#"{"type":"connection_init"}"#);
        ok(r#"{"type":"connection_init","payload":{"authorization":"Bearer x"}}"#);
        ok(r#"{"type":"connection_init","payload":null}"#);
        ok(r#"{"type":"ping"}"#);
        ok(r#"{"type":"pong","payload":{"x":1}}"#);
        ok(r#"{"type":"complete","id":"1"}"#);
        for wrong in [
            r#"{"type":"start"}"#,
            r#"{"type":"complete"}"#,
            r#"{"type":"subscribe","id":"1"}"#,
            r#"{"id":1}"#,
            r#"{"type":"connection_init","payload":"x"}"#,
            r#"{"type":"connection_init","payload":[1]}"#,
            r#"{"type":"ping","payload":"x"}"#,
            r#"{"type":"pong","payload":5}"#,
            "[]",
        ] {
            assert!(serde_json::from_str::<FromClient>(wrong).is_err(), "{wrong}");
        }
        let text = |message: ToClient<'_>| to_json(&message);
        assert_eq!(text(ToClient::ConnectionAck), r#"{"type":"connection_ack"}"#);
        assert_eq!(text(ToClient::Pong { payload: None }), r#"{"type":"pong"}"#);
        assert_eq!(text(ToClient::Complete { id: "1" }), r#"{"type":"complete","id":"1"}"#);
    }
}
