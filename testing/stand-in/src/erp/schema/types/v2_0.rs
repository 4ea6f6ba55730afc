//! Differences of the 2.0 export from 2.1. Its members `applyUpdate` are left out.

/// Types that have another form, or are there in 2.0 only.
pub(super) const REPLACED: &str = "
type Query {
  GetItemById(id: ID): ItemdetailsItem
  QueryItems(first: Int, after: String, last: Int, before: String,
    where: ItemListItemFilterInput, order: [ItemListItemSortInput!]): QueryItemsConnection
  GetCustomerById(customerid: ID): Customer
  QueryCustomers(first: Int, after: String, last: Int, before: String,
    where: CustomerListItemFilterInput, order: [CustomerListItemSortInput!]): QueryCustomersConnection
  QuerySalesOrders(first: Int, after: String, last: Int, before: String,
    where: SalesOrderListItemFilterInput, order: [SalesOrderListItemSortInput!]): QuerySalesOrdersConnection
}
type Mutation { ChangeItem(request: ChangeItemCommandRequestInput): Boolean! }
type PageInfo { hasNextPage: Int!, hasPreviousPage: Int!, startCursor: String, endCursor: String }
input BooleanOperationFilterInput { eq: Int, neq: Int }
enum SalesInvoiceStatus { NOT_INVOICED PARTIALLY_INVOICED COMPLETELY_INVOICED }
enum SalesOrderInvoicePaymentStatus { UNPAID PARTIALLY_PAID PAID }
enum SalesOrderTaxSetting { DELIVERY_WITH_VAT INTRA_COMMUNITY_DELIVERY EXEMPT_FROM_VAT_REVERSE_CHARGE
  EXEMPT_FROM_VAT }
";

/// Members that 2.0 does not have.
pub(super) const ABSENT: &[(&str, &str)] = &[
    ("ChangeItemCommandRequestInput", "taxClassId idempotencyKey"),
    (
        "Customer",
        "lastChanged languageIso commercialRegisterNumber taxIdentificationNumber homepage isLocked",
    ),
    ("CustomerListItem", "languageIso"),
    (
        "ItemImage",
        "blobIdentifier url previewUrl filename platformId modificationDate width height fileSizeKilobytes",
    ),
    (
        "ItemListItem",
        "taxClassId manufacturerId productGroupId defaultSupplierId shippingClassId",
    ),
    (
        "ItemdetailsItem",
        "taxClassId suppliers includeInPriceList ignoreOrderSuggestions ignoreDiscounts countryOfOrigin notes \
         variations features attributes unitPricing specialPrices storageConstraints",
    ),
    (
        "SalesOrderListItem",
        "billingAddressSalutation billingAddressAdditionalAddressLine billingAddressAdditionalCompanyLine \
         shipmentAddressSalutation shipmentAddressAdditionalAddressLine shipmentAddressAdditionalCompanyLine \
         salesInvoices",
    ),
    ("UpdateItemImageInput", "blobIdentifier"),
];

/// Members that 2.0 has, or has in another form.
pub(super) const CHANGED: &str = "
input ChangeItemCommandRequestInput { companyId: ID! }
type Customer { customerGroupId: ID, customerNumber: String!, createdDate: DateTime!,
  customerAddresses: [CustomerAddress]!, customerGroup: CustomerGroup }
type ItemImage { imageId: ID! }
type ItemListItem { billOfMaterialsId: ID }
type ItemdetailsItem { images: ItemImages, measurements: ItemMeasurements }
type SalesOrderListItem { taxSetting: SalesOrderTaxSetting!, salesInvoiceStatus: SalesInvoiceStatus!,
  billingAddressFormOfAddress: String, billingAddressAddress2: String, billingAddressCompany2: String,
  shipmentAddressFormOfAddress: String, shipmentAddressAddress2: String, shipmentAddressCompany2: String,
  paymentStatus: SalesOrderInvoicePaymentStatus! }
input UpdateItemImageInput { imageId: ID! }
";

/// A key that is sorted by in 2.0 only: the field, the name of the key, its members.
pub(super) const KEY: (&str, &str, &str) = ("billOfMaterialsId", "Stueckliste", "kStueckliste");
