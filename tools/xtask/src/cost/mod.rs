//! `cargo xtask cost`: what a million requests cost, computed from measured sizes and listed prices, and
//! written into `docs/cost.md`.

mod prices;
mod usage;

use std::fs;

use prices::{EU_CENTRAL_1, Prices, US_EAST_1};
use sam_template::Template;
use usage::Usage;

use crate::cargo::Workspace;
use crate::console::say;
use crate::failure::Failure;
use crate::tools::unwritable;

pub(crate) fn run(workspace: &Workspace) -> Result<(), Failure> {
    let read = |name: &str| {
        let path = workspace.root.join(name);
        fs::read_to_string(&path).map_err(|error| Failure::said(format!("cannot read {}: {error}", path.display())))
    };
    let table = table(&read("template.yaml")?)?;
    let page = with_table(&read(PAGE)?, &table)?;
    let path = workspace.root.join(PAGE);
    fs::write(&path, page).map_err(|error| unwritable(&path, &error))?;
    say(format!("{table}\nwritten into {PAGE}"));
    Ok(())
}

/// The costs of all usages, in Markdown.
fn table(template: &str) -> Result<String, Failure> {
    let template = Template::parse(template).map_err(|error| Failure::said(error.to_string()))?;
    let format = &template.resource("Api")["Properties"]["AccessLogSettings"]["Format"];
    let format = format.as_str().or_else(|| format["Fn::Sub"].as_str());
    let format = format.ok_or_else(|| Failure::said("template.yaml has no format for the API's log"))?;
    let mut lines = vec![
        format!(
            "| a million of | log bytes, each | answer bytes | API | Lambda | compute | logs | registry | transfer | \
             **{}** | {} |",
            EU_CENTRAL_1.region, US_EAST_1.region
        ),
        "| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |".to_owned(),
    ];
    for usage in usage::all(format)? {
        let costs = costs(&usage, &EU_CENTRAL_1);
        let each = costs.map(|cost| format!("{cost:.2}")).join(" | ");
        let (total, elsewhere) = (costs.iter().sum::<f64>(), sum(&usage, &US_EAST_1));
        lines.push(format!(
            "| {} | {} | {} | {each} | **{total:.2}** | {elsewhere:.2} |",
            usage.name, usage.log_bytes, usage.answer_bytes
        ));
    }
    Ok(lines.join("\n") + "\n")
}

/// API, Lambda's requests, compute, logs, registry and transfer.
#[expect(clippy::cast_precision_loss, reason = "bytes of one request are few")]
fn costs(usage: &Usage, prices: &Prices) -> [f64; 6] {
    // A million requests of so many bytes are so many MB, and a GB is a thousand of them.
    let gigabytes = |bytes: u64| bytes as f64 / 1e3;
    let gigabyte_seconds = usage.memory_megabytes / 1024.0 * usage.billed_ms * 1e3;
    [
        prices.api_requests,
        prices.lambda_requests,
        gigabyte_seconds * prices.gigabyte_second,
        gigabytes(usage.log_bytes) * prices.log_gigabyte,
        usage.writes * prices.writes,
        gigabytes(usage.answer_bytes) * prices.transfer_gigabyte,
    ]
}

fn sum(usage: &Usage, prices: &Prices) -> f64 {
    costs(usage, prices).iter().sum()
}

/// The page with this table in place of its own.
fn with_table(page: &str, table: &str) -> Result<String, Failure> {
    let parts = page
        .split_once(BEGIN)
        .and_then(|(before, rest)| Some((before, rest.split_once(END)?.1)));
    let (before, after) = parts.ok_or_else(|| Failure::said(format!("{PAGE} has no place for the table")))?;
    Ok(format!("{before}{BEGIN}\n{table}{END}{after}"))
}

const PAGE: &str = "docs/cost.md";
const BEGIN: &str = "<!-- cargo xtask cost -->";
const END: &str = "<!-- the table ends -->";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_page_has_the_table_that_is_computed() {
        let page = include_str!("../../../../docs/cost.md").replace("\r\n", "\n");
        let Ok(table) = table(include_str!("../../../../template.yaml")) else {
            panic!("the template is readable");
        };
        assert!(
            page.contains(&format!("{BEGIN}\n{table}{END}")),
            "run `cargo xtask cost`, and look at what the page says of it:\n{table}"
        );
    }

    #[test]
    fn each_usage_is_paid_for_at_its_price() {
        let usage = Usage {
            name: "a request",
            log_bytes: 1_000,
            answer_bytes: 2_000,
            memory_megabytes: 512.0,
            billed_ms: 2.0,
            writes: 1.0,
        };
        let costs = costs(&usage, &US_EAST_1).map(|cost| format!("{cost:.3}"));
        assert_eq!(costs, ["1.000", "0.200", "0.017", "0.500", "0.625", "0.180"]);
    }
}
