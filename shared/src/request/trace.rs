//! Lambda's own trace of an invocation, for the services that are called on its behalf.

use http::{HeaderName, HeaderValue};

/// The trace that Lambda has begun. It is Lambda's word, never a header of the caller's.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trace {
    root: String,
    traceparent: HeaderValue,
    is_sampled: bool,
}

impl Trace {
    /// Reads `_X_AMZN_TRACE_ID` as Lambda hands it over with each event, such as
    /// `Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1`.
    pub fn parse(header: &str) -> Option<Self> {
        let member = |name: &str| {
            let mut members = header.split(';').filter_map(|member| member.trim().split_once('='));
            members.find(|(known, _)| *known == name).map(|(_, value)| value)
        };
        let root = member("Root")?;
        let (time, random) = root.strip_prefix("1-")?.split_once('-')?;
        let parent = member("Parent")?;
        let is_sampled = member("Sampled") == Some("1");
        let is_hex = |text: &str, length: usize| {
            text.len() == length && text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
        };
        if !(is_hex(time, 8) && is_hex(random, 24) && is_hex(parent, 16)) {
            return None;
        }
        // W3C Trace Context, section 3.2.2; X-Ray's id is the same 32 digits.
        let traceparent = format!("00-{time}{random}-{parent}-0{}", u8::from(is_sampled));
        Some(Self {
            root: root.to_owned(),
            traceparent: HeaderValue::try_from(traceparent).ok()?,
            is_sampled,
        })
    }

    /// Value of [`TRACEPARENT`] in a call that belongs to this invocation.
    pub fn traceparent(&self) -> &HeaderValue {
        &self.traceparent
    }

    /// The id by which X-Ray finds the trace; `None` where it records none.
    pub fn recorded_id(&self) -> Option<&str> {
        self.is_sampled.then_some(&*self.root)
    }
}

/// The header of W3C Trace Context.
pub const TRACEPARENT: HeaderName = HeaderName::from_static("traceparent");

#[cfg(test)]
mod tests {
    use super::*;

    const ROOT: &str = "1-5759e988-bd862e3fe1be46a994272793";

    #[test]
    fn an_x_ray_header_becomes_a_traceparent() {
        for (rest, flags, is_recorded) in [
            ("Parent=53995c3f42cd8ad8;Sampled=1", "01", true),
            ("Sampled=0;Parent=53995c3f42cd8ad8;Lineage=a87bd80c:0", "00", false),
            (" Parent=53995c3f42cd8ad8", "00", false),
        ] {
            let trace = Trace::parse(&format!("Root={ROOT};{rest}")).unwrap();
            let expected = format!("00-5759e988bd862e3fe1be46a994272793-53995c3f42cd8ad8-{flags}");
            assert_eq!(trace.traceparent(), expected.as_str());
            assert_eq!(trace.recorded_id(), is_recorded.then_some(ROOT));
        }
    }

    #[test]
    fn anything_else_is_no_trace() {
        for header in [
            "",
            "Root",
            ROOT,
            &format!("Root={ROOT}"),
            &format!("Root={ROOT};Parent=53995C3F42CD8AD8"),
            &format!("Root={ROOT};Parent=53995c3f"),
            &format!("Root={ROOT}0;Parent=53995c3f42cd8ad8"),
            "Root=2-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8",
            "Root=1-5759e988-bd862e3fe1be46a99427279\n;Parent=53995c3f42cd8ad8",
        ] {
            assert_eq!(Trace::parse(header), None, "{header}");
        }
    }
}
