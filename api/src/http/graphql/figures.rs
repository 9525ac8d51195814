//! Counts operations by kind and outcome, and the subscriptions that are open.

use async_graphql::parser::types::OperationType;

use super::answer::Answer;

/// One operation, counted when it is over, however it ends.
pub struct Counted {
    operation: OperationType,
    outcome: &'static str,
}

/// What was refused before it was known what it is.
pub fn count_refused() {
    count("unknown", "refused");
}

impl Counted {
    /// An operation begins.
    pub fn begin(operation: OperationType) -> Self {
        if operation == OperationType::Subscription {
            open_subscriptions().increment(1.0);
        }
        Self { operation, outcome: "ok" }
    }

    /// One of its answers: a single error is remembered.
    pub fn answered(&mut self, answer: &Answer) {
        if !answer.is_executed() {
            self.outcome = "refused";
        } else if !answer.errors().is_empty() {
            self.outcome = "failed";
        }
    }
}

impl Drop for Counted {
    fn drop(&mut self) {
        let kind = match self.operation {
            OperationType::Query => "query",
            OperationType::Mutation => "mutation",
            OperationType::Subscription => {
                open_subscriptions().decrement(1.0);
                "subscription"
            }
        };
        count(kind, self.outcome);
    }
}

fn open_subscriptions() -> metrics::Gauge {
    metrics::gauge!("asistencia_subscriptions_open")
}

fn count(kind: &'static str, outcome: &'static str) {
    metrics::counter!("asistencia_graphql_operations_total", "kind" => kind, "outcome" => outcome)
        .increment(1);
}
