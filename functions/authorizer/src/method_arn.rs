//! `arn:aws:execute-api:REGION:ACCOUNT:API/STAGE/…` → the whole stage, as the resource of a policy.

/// The ARN of every method of the stage that `method_arn` is one of; of a WebSocket API's
/// `$connect` too. `None` where it is not such an ARN: a policy for it would be about something
/// else.
pub(crate) fn whole_stage(method_arn: &str) -> Option<String> {
    let parts: Vec<&str> = method_arn.splitn(6, ':').collect();
    let ["arn", partition, "execute-api", region, account, path] = parts[..] else {
        return None;
    };
    let mut path = path.splitn(3, '/');
    let (api, stage, method) = (path.next()?, path.next()?, path.next()?);
    let is_right = partition.starts_with("aws")
        && consists_of(partition, |byte| byte.is_ascii_lowercase() || byte == b'-')
        && consists_of(region, |byte| is_lower(byte) || byte == b'-')
        && consists_of(account, |byte| byte.is_ascii_digit())
        && consists_of(api, is_lower)
        && is_stage(stage)
        && !method.is_empty();
    is_right.then(|| format!("arn:{partition}:execute-api:{region}:{account}:{api}/{stage}/*"))
}

fn is_stage(stage: &str) -> bool {
    stage == "$default"
        || consists_of(stage, |byte| {
            byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'-'
        })
}

/// No wildcards among them: `*` in place of a stage would open all of them.
fn consists_of(text: &str, is_one: impl Fn(u8) -> bool) -> bool {
    !text.is_empty() && text.bytes().all(is_one)
}

fn is_lower(byte: u8) -> bool {
    byte.is_ascii_lowercase() || byte.is_ascii_digit()
}

#[cfg(test)]
mod tests {
    use super::whole_stage;

    #[test]
    fn every_method_of_the_stage_is_covered_and_no_other_stage() {
        for (method, stage) in [
            (
                "arn:aws:execute-api:eu-central-1:123456789012:a1b2c3d4e5/prod/GET/orders",
                "arn:aws:execute-api:eu-central-1:123456789012:a1b2c3d4e5/prod/*",
            ),
            (
                "arn:aws:execute-api:eu-central-1:123456789012:a1b2c3d4e5/prod/$connect",
                "arn:aws:execute-api:eu-central-1:123456789012:a1b2c3d4e5/prod/*",
            ),
            (
                "arn:aws-cn:execute-api:cn-north-1:123456789012:a1b2c3d4e5/$default/POST/a:b/c*d/",
                "arn:aws-cn:execute-api:cn-north-1:123456789012:a1b2c3d4e5/$default/*",
            ),
            (
                "arn:aws-us-gov:execute-api:us-gov-west-1:123456789012:a1b2c3d4e5/test-invoke-stage/GET/",
                "arn:aws-us-gov:execute-api:us-gov-west-1:123456789012:a1b2c3d4e5/test-invoke-stage/*",
            ),
        ] {
            assert_eq!(whole_stage(method).as_deref(), Some(stage));
        }
    }

    #[test]
    fn what_is_no_methods_arn_is_none() {
        for text in [
            "",
            "*",
            "arn:aws:execute-api:eu-central-1:123456789012:a1b2c3d4e5",
            "arn:aws:execute-api:eu-central-1:123456789012:a1b2c3d4e5/prod",
            "arn:aws:execute-api:eu-central-1:123456789012:a1b2c3d4e5/prod/",
            "arn:aws:execute-api:eu-central-1:123456789012:a1b2c3d4e5//GET/",
            "arn:aws:execute-api:eu-central-1:123456789012:a1b2c3d4e5/*/GET/",
            "arn:aws:execute-api:eu-central-1:123456789012:*/prod/GET/",
            "arn:aws:execute-api:eu-central-1:*:a1b2c3d4e5/prod/GET/",
            "arn:aws:execute-api:*:123456789012:a1b2c3d4e5/prod/GET/",
            "arn:aws:execute-api::123456789012:a1b2c3d4e5/prod/GET/",
            "arn:*:execute-api:eu-central-1:123456789012:a1b2c3d4e5/prod/GET/",
            "arn:aws:lambda:eu-central-1:123456789012:a1b2c3d4e5/prod/GET/",
            "ARN:aws:execute-api:eu-central-1:123456789012:a1b2c3d4e5/prod/GET/",
            "arn:aws:execute-api:eu-central-1:123456789012:a1b2c3d4e5/$other/GET/",
        ] {
            assert_eq!(whole_stage(text), None, "{text:?}");
        }
    }
}
