//! The program as an operator runs it, on a file of SQLite.

use std::path::{Path, PathBuf};
use std::process::Command;

use connect_tenant::registry::{Connection, Minute, Sqlite, Store};
use serde_json::Value;

/// Runs the program: what it printed, or what it complained of.
fn admin(file: &Path, arguments: &[&str]) -> Result<String, String> {
    let mut program = Command::new(env!("CARGO_BIN_EXE_admin"));
    program
        .env("USER", "olga")
        .arg("tenants")
        .args(arguments)
        .args(["--store", &format!("sqlite:{}", file.display())]);
    let output = program.output().expect("the program was built for this test");
    let (said, complained) = (output.stdout, output.stderr);
    if output.status.success() {
        Ok(String::from_utf8_lossy(&said).into_owned())
    } else {
        Err(String::from_utf8_lossy(&complained).into_owned())
    }
}

fn json(file: &Path, arguments: &[&str]) -> Value {
    let printed = admin(file, arguments).expect("the order can be carried out");
    serde_json::from_str(&printed).expect("--json prints JSON")
}

fn file(name: &str) -> PathBuf {
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("{name}.sqlite"));
    let _ = std::fs::remove_file(&path);
    path
}

async fn with_tenants(name: &str, tenants: &[&str]) -> PathBuf {
    let path = file(name);
    let store = Sqlite::new(&path);
    for tenant_id in tenants {
        let connection = Connection {
            tenant_id,
            tenant_slug: Some("a\u{202e}b"),
            user_id: "anna",
            at: Minute::from_unix_seconds(1_795_304_400),
        };
        store.put(connection).await.expect("the store works");
    }
    path
}

#[tokio::test]
async fn tenants_are_listed_page_by_page() {
    let file = with_tenants("listed", &["tenant-1", "tenant-2", "tenant-3"]).await;
    let first = json(&file, &["list", "--json", "--limit", "2"]);
    assert_eq!(first["tenants"].as_array().map(Vec::len), Some(2));
    assert_eq!(first["next"], "tenant-2");
    let second = json(&file, &["list", "--json", "--limit", "2", "--after", "tenant-2"]);
    assert_eq!(second["tenants"][0]["tenantId"], "tenant-3");
    assert_eq!(second["next"], Value::Null);

    let text = admin(&file, &["list", "--limit", "2"]).unwrap();
    assert!(text.contains("tenant-1") && !text.contains("tenant-3"), "{text}");
    assert!(text.contains("--after tenant-2"), "{text}");
    assert!(!text.contains('\u{202e}'), "a name cannot turn a line round: {text}");
}

#[tokio::test]
async fn one_tenant_is_shown_and_erased_for_good() {
    let file = with_tenants("erased", &["tenant-1", "tenant-2"]).await;
    let shown = json(&file, &["show", "tenant-1", "--json"]);
    assert_eq!(
        (&shown["status"], &shown["firstUserId"]),
        (&"connected".into(), &"anna".into())
    );
    assert_eq!(shown["firstConnectedAt"], "2026-11-21T23:40:00Z");

    assert!(admin(&file, &["erase", "tenant-1"]).unwrap_err().contains("--yes"));
    assert!(admin(&file, &["show", "tenant-1"]).unwrap().contains("anna"));
    admin(&file, &["erase", "tenant-1", "--yes"]).unwrap();
    for order in [&["show", "tenant-1"][..], &["erase", "tenant-1", "--yes"]] {
        let complaint = admin(&file, order).unwrap_err();
        assert!(
            complaint.contains("tenant-1") && complaint.contains("sqlite:"),
            "{complaint}"
        );
    }
    assert!(admin(&file, &["show", "tenant-2"]).is_ok());
}

#[test]
fn a_store_that_is_not_there_is_named_and_not_made() {
    let file = file("missing");
    let complaint = admin(&file, &["list"]).unwrap_err();
    assert!(complaint.contains(&file.display().to_string()), "{complaint}");
    assert!(!file.exists());
}

#[test]
fn a_shell_without_aws_credentials_is_told_what_to_do() {
    for arguments in [
        &["tenants", "list", "--store", "dynamodb:tenants"][..],
        &["keys", "list", "--secret", "account-keys"],
    ] {
        let mut program = Command::new(env!("CARGO_BIN_EXE_admin"));
        program.args(arguments).env_clear().envs([
            ("AWS_REGION", "eu-central-1"),
            ("AWS_EC2_METADATA_DISABLED", "true"),
            ("HOME", env!("CARGO_TARGET_TMPDIR")),
        ]);
        let output = program.output().expect("the program was built for this test");
        let complaint = String::from_utf8_lossy(&output.stderr);
        assert!(
            !output.status.success() && complaint.lines().count() == 1,
            "{complaint}"
        );
        assert!(complaint.contains("`aws configure`"), "{complaint}");
    }
}
