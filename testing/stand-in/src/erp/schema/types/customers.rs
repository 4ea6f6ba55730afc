//! Customers, as lists and as `GetCustomerById` show them.

pub(super) const CUSTOMERS: &str = "
type CustomerListItem { id: ID!, customerNumber: String, ebayName: String, birthday: String, homepage: String,
  lastName: String, firstName: String, phoneNumber: String, faxNumber: String, emailAddress: String,
  companyName: String, postalCode: String, city: String, countryName: String, countryIso: String,
  additionalCompanyLine: String, salutation: String, title: String, street: String, additionalAddressLine: String,
  createdDate: DateTime!, mobilePhoneNumber: String, discountRate: Decimal!, vatId: String, hasNewsletter: Boolean!,
  postId: String, paymentDueDateInDays: Int!, state: String, initialContact: String, isCashRegisterBased: Boolean!,
  isLocked: Boolean!, commercialRegisterNumber: String, accountsReceivableNumber: Int!,
  customerCategoryName: String, customerGroupName: String, customerCategoryId: ID, customerGroupId: ID,
  isJtlFulfillment: Boolean!, labels: String, languageIso: String }
type Customer { customerId: ID!, customerGroupId: ID!, customerNumber: String, createdDate: DateTime,
  lastChanged: DateTime, customerAddresses: [CustomerAddress!]!, customerGroup: CustomerGroup!, languageIso: String,
  commercialRegisterNumber: String, taxIdentificationNumber: String, homepage: String, isLocked: Boolean! }
type CustomerAddress { customerAddressId: ID!, customerId: ID!, isDefault: Boolean!,
  addressType: CustomerAddressType!, companyName: String, additionalCompanyLine: String, salutation: String,
  title: String, firstName: String, lastName: String, street: String, additionalAddressLine: String,
  postalCode: String, city: String, countryIso: String, state: String, emailAddress: String, faxNumber: String,
  phoneNumber: String, mobilePhoneNumber: String, vatId: String }
type CustomerGroup { id: ID!, name: String, isDefault: Boolean!, discount: Decimal!, isNetPrice: Boolean! }
";
