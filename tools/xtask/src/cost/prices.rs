//! List prices of AWS in US dollars, without free tiers, discounts and taxes.

/// What AWS asks for in one region.
pub(super) struct Prices {
    pub(super) region: &'static str,
    /// HTTP API, a million requests of at most 512 KB.
    pub(super) api_requests: f64,
    /// Lambda, a million requests.
    pub(super) lambda_requests: f64,
    /// Lambda on x86-64, a GB for a second.
    pub(super) gigabyte_second: f64,
    /// CloudWatch Logs, standard class, a GB taken in.
    pub(super) log_gigabyte: f64,
    /// DynamoDB on demand, a million write units of 1 KB.
    pub(super) writes: f64,
    /// Transfer to the internet, a GB of the first 10 TB in a month.
    pub(super) transfer_gigabyte: f64,
}

/// As the services' price pages listed them in 2025: aws.amazon.com/api-gateway/pricing, /lambda/pricing,
/// /cloudwatch/pricing, /dynamodb/pricing/on-demand and /ec2/pricing/on-demand.
pub(super) const EU_CENTRAL_1: Prices = Prices {
    region: "eu-central-1",
    api_requests: 1.20,
    lambda_requests: 0.20,
    gigabyte_second: 0.000_016_666_7,
    log_gigabyte: 0.63,
    writes: 0.7625,
    transfer_gigabyte: 0.09,
};

/// From the same pages.
pub(super) const US_EAST_1: Prices = Prices {
    region: "us-east-1",
    api_requests: 1.00,
    lambda_requests: 0.20,
    gigabyte_second: 0.000_016_666_7,
    log_gigabyte: 0.50,
    writes: 0.625,
    transfer_gigabyte: 0.09,
};
