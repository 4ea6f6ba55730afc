//! A request as it arrived.

/// One request as it arrived at an endpoint.
#[derive(Clone, Debug)]
pub struct Received {
    /// The method, in capitals.
    pub method: String,
    /// The path with its query, as sent.
    pub path_and_query: String,
    /// Header names in lower case and their values, in the order of arrival; a name may repeat.
    pub headers: Vec<(String, String)>,
    /// The body, whole.
    pub body: Vec<u8>,
}

impl Received {
    /// Every value of the header `name`, which is matched without regard to case.
    pub fn header(&self, name: &str) -> Vec<&str> {
        self.headers
            .iter()
            .filter(|(present, _)| present.eq_ignore_ascii_case(name))
            .map(|(_, value)| value.as_str())
            .collect()
    }
}
