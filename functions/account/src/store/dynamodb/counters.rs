//! Counting attempts by one conditional write, without reading before.

use aws_sdk_dynamodb::operation::update_item::UpdateItemError;
use aws_sdk_dynamodb::operation::update_item::builders::UpdateItemFluentBuilder;
use aws_sdk_dynamodb::types::{AttributeValue, ReturnValuesOnConditionCheckFailure};
use shared::store::dynamodb::{is_condition_refused, kind_of};

use super::DynamoDb;
use super::item::{Item, counter_key, counter_of, number};
use crate::store::StoreErrorKind;
use crate::throttle::{Attempt, RateLimitKey};
use crate::unix_time::UnixTime;

impl DynamoDb {
    pub(super) async fn count_attempt(&self, subject: &RateLimitKey, now: UnixTime) -> Result<Attempt, StoreErrorKind> {
        let rule = subject.rule();
        for _ in 0..TRIES {
            let Some(refused) = counted(self.one_more(subject, now)).await? else {
                return Ok(Attempt::Allowed);
            };
            let counter = counter_of(&refused)?;
            if !rule.is_forgotten(counter, now) {
                return Ok(rule.judge(counter, now));
            }
            // Left over from long ago: begun anew, unless somebody else has just done so.
            if counted(self.first_again(subject, now)).await?.is_none() {
                return Ok(Attempt::Allowed);
            }
        }
        Err(StoreErrorKind::Busy("others begin the same counter anew".into()))
    }

    pub(super) async fn take_attempt_back(&self, subject: &RateLimitKey) -> Result<(), StoreErrorKind> {
        let one_less = self
            .update(counter_key(subject))
            .update_expression("ADD failures :minusOne")
            .condition_expression("failures > :zero")
            .expression_attribute_values(":minusOne", AttributeValue::N("-1".into()))
            .expression_attribute_values(":zero", number(0_u32));
        match one_less.send().await {
            Err(error) if !is_condition_refused(&error) => Err(kind_of(error)),
            _ => Ok(()),
        }
    }

    pub(super) async fn forget_attempts(&self, subject: &RateLimitKey) -> Result<(), StoreErrorKind> {
        let delete = self.client.delete_item().table_name(&self.table);
        let delete = delete.set_key(Some(counter_key(subject)));
        delete.send().await.map(drop).map_err(kind_of)
    }

    fn one_more(&self, subject: &RateLimitKey, now: UnixTime) -> UpdateItemFluentBuilder {
        let (condition, values) = may_attempt(subject, now);
        let change = if subject.rule().counts_from_the_first() {
            "ADD failures :one SET lastAt = if_not_exists(lastAt, :now), expiresAt = if_not_exists(expiresAt, :expiry)"
        } else {
            "ADD failures :one SET lastAt = :now, expiresAt = :expiry"
        };
        self.update(counter_key(subject))
            .update_expression(change)
            .condition_expression(condition)
            .set_expression_attribute_values(Some(values))
    }

    fn first_again(&self, subject: &RateLimitKey, now: UnixTime) -> UpdateItemFluentBuilder {
        self.update(counter_key(subject))
            .update_expression("SET failures = :one, lastAt = :now, expiresAt = :expiry")
            .condition_expression("attribute_not_exists(pk) OR lastAt <= :forgotten")
            .set_expression_attribute_values(Some(values(subject, now)))
    }
}

/// Sends the update; the item that was there if it did not let the attempt be counted.
async fn counted(update: UpdateItemFluentBuilder) -> Result<Option<Item>, StoreErrorKind> {
    let update = update.return_values_on_condition_check_failure(ReturnValuesOnConditionCheckFailure::AllOld);
    let Err(error) = update.send().await else {
        return Ok(None);
    };
    match error.as_service_error() {
        Some(UpdateItemError::ConditionalCheckFailedException(refusal)) => {
            Ok(Some(refusal.item().cloned().unwrap_or_default()))
        }
        _ => Err(kind_of(error)),
    }
}

/// The subject's rule as a condition that DynamoDB checks together with the change.
fn may_attempt(subject: &RateLimitKey, now: UnixTime) -> (String, Item) {
    let mut values = values(subject, now);
    let mut ways = Vec::new();
    for (index, step) in subject.rule().steps().into_iter().enumerate() {
        let mut needs = Vec::new();
        if let Some(failures) = step.failures_up_to {
            needs.push(format!("failures <= :failures{index}"));
            values.insert(format!(":failures{index}"), number(failures));
        }
        if !step.wait.is_zero() {
            needs.push(format!("lastAt <= :before{index}"));
            values.insert(
                format!(":before{index}"),
                number(now.saturating_sub(step.wait).as_secs()),
            );
        }
        // AND binds tighter than OR, and DynamoDB refuses parentheses that change nothing.
        ways.push(needs.join(" AND "));
    }
    let condition = format!(
        "attribute_not_exists(pk) OR (lastAt > :forgotten AND ({}))",
        ways.join(" OR ")
    );
    (condition, values)
}

fn values(subject: &RateLimitKey, now: UnixTime) -> Item {
    let forget_after = subject.rule().forget_after;
    let values = [
        (":one", number(1_u32)),
        (":now", number(now.as_secs())),
        (":expiry", number(now.saturating_add(forget_after).as_secs())),
        (":forgotten", number(now.saturating_sub(forget_after).as_secs())),
    ];
    values.map(|(name, value)| (name.to_owned(), value)).into()
}

const TRIES: u32 = 3;
