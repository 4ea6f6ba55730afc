//! Each tenant's own products.

use super::{BIKES, COFFEE, must};
use crate::emulator::{Emulator, Reply};
use crate::event::event;
use crate::failure::Failure;
use crate::stand_in::StandIn;
use crate::steps::Steps;

pub(super) fn try_out(steps: &mut Steps<'_>, function: &Emulator, stand_in: &StandIn) -> Result<(), Failure> {
    let workspace = steps.workspace;
    let (bikes, coffee) = (stand_in.session_token(BIKES)?, stand_in.session_token(COFFEE)?);
    let send = |name: &str, values: &[(&str, &str)]| function.invoke(&event(workspace, name, values)?);
    steps.step("product-proxy: each tenant sees its own products", || {
        let of_bikes = send("product-proxy-list", &[("session-token", &bikes)])?;
        let of_coffee = send("product-proxy-list", &[("session-token", &coffee)])?;
        let (ours, theirs) = (ids(&of_bikes)?, ids(&of_coffee)?);
        must(ours.iter().all(|id| !theirs.contains(id)), &(of_bikes, of_coffee))?;
        Ok(format!("{} and {}", ours.len(), theirs.len()))
    })?;
    steps.step("product-proxy: one product, to its own tenant only", || {
        let id = ids(&send("product-proxy-list", &[("session-token", &bikes)])?)?.swap_remove(0);
        let own = send("product-proxy-one", &[("session-token", &bikes), ("item-id", &id)])?;
        must(own.status == 200 && own.body["id"] == *id, &own)?;
        let foreign = send("product-proxy-one", &[("session-token", &coffee), ("item-id", &id)])?;
        must(foreign.status == 404, &foreign)?;
        Ok(String::new())
    })?;
    steps.step("product-proxy: a GraphQL query", || {
        let response = send("product-proxy-graphql", &[("session-token", &bikes)])?;
        let total = &response.body["data"]["QueryItems"]["totalCount"];
        must(response.status == 200 && total.is_number(), &response)?;
        Ok(String::new())
    })?;
    steps.step("product-proxy: no token 401", || {
        let none = send("product-proxy-list-no-token", &[])?;
        must(none.status == 401 && none.body["code"] == "token_missing", &none)?;
        Ok(String::new())
    })
}

fn ids(products: &Reply) -> Result<Vec<String>, Failure> {
    let items = products.body["nodes"].as_array().cloned().unwrap_or_default();
    let ids: Vec<String> = items
        .iter()
        .filter_map(|item| item["id"].as_str())
        .map(str::to_owned)
        .collect();
    must(products.status == 200 && !ids.is_empty(), products)?;
    Ok(ids)
}
