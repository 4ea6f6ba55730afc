// <product-proxy>
//! Ways to give the token, and wrong ones.

use stand_in::{AppClaims, Endpoint, SessionClaims, StandIn};

use crate::program::Doctor;

#[tokio::test]
async fn without_a_token_the_rest_is_looked_at_and_how_to_get_one_is_said() {
    let stand_in = StandIn::start().await;
    let said = Doctor::without_token(stand_in.url(), &stand_in).run().await;
    assert_eq!(
        (said.status, said.named("differs").len(), said.named("failed").len()),
        (0, 0, 0),
        "{}",
        said.text
    );
    assert!(said.line("keys of jtl-session").starts_with("ok "), "{}", said.text);
    assert_eq!(said.named("not seen").len(), 10, "{}", said.text);
    for name in ["token verified", "ERP list of products", "ERP bad query"] {
        assert!(said.line(name).starts_with("not seen "), "{}", said.text);
    }
    assert!(said.text.contains("a verified token alone"), "{}", said.text);
    let last = said.text.lines().last().unwrap_or_default();
    assert!(
        last.contains("getSessionToken") && last.contains("cargo xtask doctor --token -"),
        "{last}"
    );
    assert_eq!(stand_in.calls(Endpoint::Graphql), 0);
}

#[tokio::test]
async fn a_token_comes_from_the_standard_input_too() {
    let stand_in = StandIn::start().await;
    let token = stand_in.session_token(&SessionClaims::of("tenant-books"));
    let doctor = Doctor::without_token(stand_in.url(), &stand_in).arguments(&["--token", "-"]);
    let said = doctor.input(&format!("{token}\r\n")).run().await;
    assert_eq!((said.status, said.not_ok()), (0, Vec::new()), "{}", said.text);
}

#[tokio::test]
async fn who_calls_as_the_user_needs_no_credentials() {
    let stand_in = StandIn::start().await;
    let token = stand_in.app_token(&AppClaims::of("tenant-books"));
    let doctor = Doctor::at(stand_in.url(), &stand_in)
        .with("ERP_CALLS_AS", "user")
        .token(&token);
    let said = doctor.with("CLIENT_ID", "").with("CLIENT_SECRET", "").run().await;
    assert_eq!(
        (said.status, said.not_ok()),
        (0, vec![("not seen", "access token")]),
        "{}",
        said.text
    );
    assert_eq!(
        [Endpoint::Token, Endpoint::Keys, Endpoint::Graphql].map(|at| stand_in.calls(at)),
        [0, 0, 4]
    );
}

#[tokio::test]
async fn a_wrong_usage_calls_nobody() {
    let stand_in = StandIn::start().await;
    let doctor = Doctor::without_token(stand_in.url(), &stand_in);
    for (arguments, named) in [
        (&["--tokken", "x"][..], "--token"),
        (&["--token"], "--token"),
        (&["--token", ""], "--token is empty"),
        (&["--token", "-"], "--token is empty"),
        (&["check"], "check"),
    ] {
        let said = doctor.clone().arguments(arguments).run().await;
        assert_eq!((said.status, said.text.as_str()), (2, ""), "{arguments:?}");
        assert!(said.complaint.contains(named), "{arguments:?}: {}", said.complaint);
    }
    assert_eq!(Endpoint::ALL.map(|endpoint| stand_in.calls(endpoint)), [0; 8]);
}
// </product-proxy>
