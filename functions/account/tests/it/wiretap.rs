//! A line to DynamoDB on which calls are read.

use test_app::ChaosProxy;

pub struct Wiretap(ChaosProxy);

impl Wiretap {
    /// To `url`, which is `http://HOST:PORT` of this machine.
    pub async fn to(url: &str) -> Self {
        Self(ChaosProxy::to(url).await)
    }

    pub fn url(&self) -> &str {
        self.0.url()
    }

    /// Calls since the last time, as in `GetItem`; of reads only those that are consistent, any other
    /// one as `GetItem?`.
    pub fn calls(&self) -> Vec<String> {
        let sent = self.0.take_sent();
        let calls = sent.split(TARGET).skip(1).map(|request| {
            let call = request.split("\r\n").next().unwrap_or_default().to_owned();
            let is_stale = call.contains("Get") && !request.contains(r#""ConsistentRead":true"#);
            if is_stale { format!("{call}?") } else { call }
        });
        calls.collect()
    }
}

const TARGET: &str = "x-amz-target: DynamoDB_20120810.";
