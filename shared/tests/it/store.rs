//! A store's errors by their codes, as AWS's SDK hands them over from a real answer.

use aws_sdk_secretsmanager::Client;
use shared::http::client::{HttpClient, Timeouts};
use shared::request::clock::Clock;
use shared::store::StoreErrorKind;
use shared::store::dynamodb::{is_condition_refused, kind_of};
use stand_in::{Endpoint, Fault, StandIn};
use test_app::aws_at;

#[tokio::test]
async fn a_code_tells_whether_the_store_is_missing_closed_or_busy() {
    let stand_in = StandIn::start().await;
    let http = HttpClient::new(Timeouts::default(), Clock::system()).expect("this machine has root certificates");
    let service = Client::new(&http.sdk(&aws_at(stand_in.url()).await));
    for (code, expected) in [
        ("ResourceNotFoundException", "missing"),
        ("AccessDeniedException", "denied"),
        ("UnrecognizedClientException", "denied"),
        ("InvalidSignatureException", "denied"),
        ("ExpiredTokenException", "denied"),
        ("ProvisionedThroughputExceededException", "busy"),
        ("ThrottlingException", "busy"),
        ("RequestLimitExceeded", "busy"),
        ("TransactionConflictException", "busy"),
        ("ConditionalCheckFailedException", "refused"),
        ("ValidationException", "failed"),
    ] {
        stand_in.fault(Endpoint::Secrets, Fault::aws_error(400, code));
        let error = service.get_secret_value().secret_id("jtl").send().await;
        let error = error.expect_err("the service was told to fail");
        let is_refused = is_condition_refused(&error);
        let found = match kind_of(error) {
            StoreErrorKind::Missing(_) => "missing",
            StoreErrorKind::Denied(_) => "denied",
            StoreErrorKind::Busy(_) => "busy",
            StoreErrorKind::Failed(_) if is_refused => "refused",
            StoreErrorKind::Failed(_) => "failed",
            other => panic!("{code}: {other}"),
        };
        assert_eq!(found, expected, "{code}");
    }
}
