//! The roots, and the lists with what follows from the fields of their items.

/// Roots and what they share, in ERP 2.1.
pub(super) const ROOTS: &str = "
type Query {
  GetItemById(itemId: ID!): ItemdetailsItem!
  QueryItems(searchTerm: String, searchOperator: SearchOperator, searchField: [ItemSearchField!],
    extendedFilter: String, first: Int, after: String, last: Int, before: String,
    where: ItemListItemFilterInput, order: [ItemListItemSortInput!]): QueryItemsConnection
  GetCustomerById(customerId: ID!): Customer!
  QueryCustomers(searchTerm: String, searchOperator: CustomerSearchOperator, searchField: [CustomerSearchField!],
    first: Int, after: String, last: Int, before: String,
    where: CustomerListItemFilterInput, order: [CustomerListItemSortInput!]): QueryCustomersConnection
  GetSalesOrderById(salesOrderId: ID!): SalesOrder!
  QuerySalesOrders(first: Int, after: String, last: Int, before: String,
    where: SalesOrderListItemFilterInput, order: [SalesOrderListItemSortInput!]): QuerySalesOrdersConnection
}
type Mutation { ChangeItem(request: ChangeItemCommandRequestInput!): ChangeItemCommandResponse! }
type PageInfo { hasNextPage: Boolean!, hasPreviousPage: Boolean!, startCursor: String, endCursor: String }
input StringOperationFilterInput { and: [StringOperationFilterInput!], or: [StringOperationFilterInput!],
  eq: String, neq: String, contains: String, ncontains: String, in: [String], nin: [String],
  startsWith: String, nstartsWith: String, endsWith: String, nendsWith: String }
input IdOperationFilterInput { eq: ID, neq: ID, in: [ID], nin: [ID] }
input BooleanOperationFilterInput { eq: Boolean, neq: Boolean }
";

/// A list and how its items are found and sorted.
pub(crate) struct List {
    /// The root field; its connection and edge are called after it.
    pub(crate) root: &'static str,
    /// The type of its items; its filter and sort inputs are called after it.
    pub(crate) item: &'static str,
    /// The word for `DateTime` in the names of its filters.
    pub(crate) dates: &'static str,
    /// Ids that are sorted by through a key: the field, the name of the key, its members.
    pub(crate) keys: &'static [(&'static str, &'static str, &'static str)],
    /// Fields that it is not sorted by.
    pub(crate) unsorted: &'static [&'static str],
    /// Fields that it is not filtered by.
    pub(crate) unfiltered: &'static [&'static str],
}

pub(crate) const LISTS: [List; 3] = [
    List {
        root: "QueryItems",
        item: "ItemListItem",
        dates: "DateTimeOffset",
        keys: &[
            ("id", "Artikel", "kArtikel"),
            ("parentItemId", "Artikel", "kArtikel"),
            ("itemIdForCategoryItemId", "Artikel", "kArtikel"),
            ("conditionId", "Zustand", "kZustand"),
            ("defaultImageId", "Bild", "kBild"),
            ("languageId", "Sprache", "kSprache"),
            ("companyId", "Firma", "kFirma"),
        ],
        unsorted: &[
            "taxClassId",
            "manufacturerId",
            "productGroupId",
            "defaultSupplierId",
            "shippingClassId",
        ],
        unfiltered: &[],
    },
    List {
        root: "QueryCustomers",
        item: "CustomerListItem",
        dates: "DateTimeOffset",
        keys: &[
            ("id", "Kunde", "kKunde isExisting"),
            ("customerCategoryId", "KundenKategorie", "kKundenKategorie"),
            ("customerGroupId", "KundenGruppe", "kKundenGruppe"),
        ],
        unsorted: &["languageIso"],
        unfiltered: &["languageIso"],
    },
    List {
        root: "QuerySalesOrders",
        item: "SalesOrderListItem",
        dates: "DateTime",
        keys: &[
            ("id", "VerkaufAuftrag", "kAuftrag"),
            ("assignedUserId", "Benutzer", "kBenutzer"),
            ("createdByUserId", "Benutzer", "kBenutzer"),
            ("customerId", "Kunde", "kKunde isExisting"),
            ("onHoldReasonId", "Rueckhaltegrund", "kRueckhalteGrund"),
            ("paymentMethodId", "Zahlungsart", "kZahlungsart"),
            ("platformId", "Plattform", "kPlattform"),
            ("salesChannelId", "Shop", "kShop"),
            ("shippingMethodId", "Versandart", "kVersandart"),
            ("companyId", "Firma", "kFirma"),
        ],
        unsorted: &["salesInvoices"],
        unfiltered: &["salesInvoices"],
    },
];
