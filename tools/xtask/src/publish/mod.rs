//! `cargo xtask publish`: the front end into the bucket of a stack, by the AWS CLI.

mod addresses;
mod aws_cli;
mod files;
mod try_out;

use crate::arguments::PublishOptions;
use crate::cargo::Workspace;
use crate::console::say;
use crate::failure::Failure;

use self::aws_cli::AwsCli;

pub(crate) use self::try_out::try_out;

pub(crate) fn run(workspace: &Workspace, options: &PublishOptions) -> Result<(), Failure> {
    publish(workspace, options, &AwsCli::of_this_machine(), say)
}

/// Files first and pages last, so that no page names a file that is not there yet. Files of an earlier
/// version stay: a page that somebody has open still asks for them.
fn publish(workspace: &Workspace, options: &PublishOptions, aws: &AwsCli, say: impl Fn(String)) -> Result<(), Failure> {
    let folder = workspace.root.join(&options.folder);
    let files = files::of(&folder)?;
    let stack = aws.front_end(&options.stack)?;
    for batch in files::batches(&files) {
        let what = format!("{}: {}, {}", batch.files.len(), batch.content_type, batch.cache_control);
        aws.upload(&folder, &batch, &stack.bucket)?;
        say(format!("uploaded {what}"));
    }
    aws.invalidate(&stack.distribution)?;
    say(format!("published at {}", stack.url));
    let written = workspace.scratch().join("publish");
    for name in addresses::MANIFESTS {
        if let Some(path) = addresses::write(&folder, name, &stack.url, &written)? {
            say(format!("for JTL's partner portal: {}", workspace.shown(&path)));
        }
    }
    Ok(())
}
