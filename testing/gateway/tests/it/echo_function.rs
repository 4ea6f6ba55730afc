//! The function behind the gateway in its tests: it answers with the event, or as its route says.
#![expect(clippy::print_stdout, reason = "lines for the gateway to read")]

use std::fs;
use std::future::pending;
use std::process::{exit, id};

use lambda_runtime::{Error, LambdaEvent, service_fn};
use serde_json::{Value, json};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    lambda_runtime::run(service_fn(answer)).await
}

async fn answer(event: LambdaEvent<Value>) -> Result<Value, Error> {
    let (event, context) = event.into_parts();
    let body = event["body"].as_str().unwrap_or_default();
    match event["routeKey"].as_str().unwrap_or_default() {
        "POST /answer" => Ok(serde_json::from_str(body)?),
        "POST /error" => Err("it was asked for an error".into()),
        "POST /exit" => exit(3),
        "POST /large" => Ok("x".repeat(7_000_000).into()),
        "POST /log" => {
            println!("{}", body.replace("REQUEST", &context.request_id));
            Ok(Value::Null)
        }
        "POST /touch" => {
            fs::write(body, "")?;
            Ok(Value::Null)
        }
        "POST /hang" => {
            fs::write(body, "")?;
            pending().await
        }
        "GET /environment" => Ok(json!({
            "process": id(),
            "name": context.env_config.function_name,
            "memory": context.env_config.memory,
            "version": context.env_config.version,
            "requestId": context.request_id,
            "deadline": context.deadline,
            "arn": context.invoked_function_arn,
            "traceId": context.xray_trace_id,
        })),
        _ => Ok(json!({
            "statusCode": 200,
            "headers": {"content-type": "application/json"},
            "body": event.to_string(),
        })),
    }
}
