//! The mutation `ChangeItem`, which a request with the same key does not make twice (ERP 2.1).

use std::{
    collections::{BTreeMap, HashMap},
    sync::{Arc, Mutex, PoisonError},
};

use async_graphql::{Context, ID, InputObject, Name, Object, Response, Result, SimpleObject, Value};

use super::item_details::ItemDetails;
use super::schema::{platform, tenant};

pub(crate) struct Mutation;

/// The root of all changes.
#[Object]
impl Mutation {
    /// Changes what the request names of an item, unless it was made before.
    #[expect(clippy::unused_async, reason = "the macro's")]
    #[graphql(name = "ChangeItem")]
    async fn change_item(&self, context: &Context<'_>, request: ChangeItem) -> Result<Changed> {
        let mut erp = platform(context).erp();
        let key = request.idempotency_key.filter(|key| !key.is_empty());
        let key = key.map(|key| (tenant(context), key));
        let was_made = key.as_ref().and_then(|key| erp.changes_made.get(key).cloned());
        if key.is_some() {
            note(context, was_made.is_some());
        }
        if let Some(item) = was_made {
            return Ok(Changed { item });
        }
        let gtin = request.identifiers.and_then(|identifiers| identifiers.gtin);
        let item = erp.change(tenant(context), &request.item_id, gtin);
        let item = item.ok_or("The item does not exist.")?;
        if let Some(key) = key {
            erp.changes_made.insert(key, item.clone());
        }
        Ok(Changed { item })
    }
}

/// By tenant and key, the item as it was changed.
pub(crate) type ChangesMade = HashMap<(&'static str, String), ItemDetails>;

/// By response name, whether the change was made by an earlier request.
#[derive(Clone, Default)]
pub(crate) struct Replays(Arc<Mutex<BTreeMap<String, bool>>>);

impl Replays {
    /// Puts `extensions.idempotency` into an answer, if there were changes with a key.
    pub(crate) fn into_answer(self, response: Response) -> Response {
        let replays = std::mem::take(&mut *self.0.lock().unwrap_or_else(PoisonError::into_inner));
        if replays.is_empty() {
            return response;
        }
        let replays = replays.into_iter().map(|(response_name, was_replayed)| {
            let replay = Value::Object([(Name::new("wasReplayed"), was_replayed.into())].into_iter().collect());
            (Name::new(response_name), replay)
        });
        response.extension("idempotency", Value::Object(replays.collect()))
    }
}

fn note(context: &Context<'_>, was_replayed: bool) {
    let field = context.field();
    let response_name = field.alias().unwrap_or_else(|| field.name()).to_owned();
    let Replays(replays) = context.data_unchecked();
    let mut replays = replays.lock().unwrap_or_else(PoisonError::into_inner);
    replays.insert(response_name, was_replayed);
}

#[derive(InputObject)]
#[graphql(name = "ChangeItemCommandRequestInput")]
struct ChangeItem {
    item_id: ID,
    identifiers: Option<Identifiers>,
    idempotency_key: Option<String>,
}

#[derive(InputObject)]
#[graphql(name = "UpdateItemIdentifiersInput")]
struct Identifiers {
    gtin: Option<String>,
}

#[derive(SimpleObject)]
#[graphql(name = "ChangeItemCommandResponse")]
struct Changed {
    item: ItemDetails,
}
