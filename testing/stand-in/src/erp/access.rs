//! Scopes of the app that a root needs.

/// A scope, as the platform's documentation spells it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Scope(&'static str);

impl Scope {
    /// The scope of a root field.
    pub(crate) fn of(root: &str) -> Self {
        Self(match root {
            "QueryCustomers" | "GetCustomerById" => "customers.read",
            "QuerySalesOrders" | "GetSalesOrderById" => "salesorders.read",
            "ChangeItem" => "items.write",
            _ => "items.read",
        })
    }

    pub(crate) fn name(self) -> &'static str {
        self.0
    }
}
