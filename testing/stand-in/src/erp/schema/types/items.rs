//! An item as lists show it.

pub(super) const ITEMS: &str = "
type ItemListItem { id: ID, billOfMaterialsId: Int, parentItemId: ID, itemIdForCategoryItemId: ID, sku: String!,
  sortNumber: Int!, name: String, unit: String, description: String, shortDescription: String, notes: String,
  labels: String, series: String, gtin: String, manufacturerNumber: String, isbn: String, defaultAsin: String,
  taricCode: String, upc: String, unNumber: String, hazardNumber: String, amazonFnsku: String, jfsku: String,
  countryOfOrigin: String, manufacturerName: String, deliveryStatus: String, isDeliveryTimeAutomatic: Boolean!,
  manualDeliveryTimeDays: Int!, width: Decimal!, height: Decimal!, length: Decimal!, shippingWeight: Decimal!,
  weight: Decimal!, createdDate: DateTime, modifiedDate: DateTime, modifiedTimestamp: DateTime,
  releaseDate: DateTime, lastPurchaseDate: DateTime, lastEditor: String, salesPriceNet: Decimal!,
  salesPriceGross: Decimal!, suggestedRetailPrice: Decimal!, averagePurchasePriceNet: Decimal!,
  lastPurchasePrice: Decimal!, amazonPrice: Decimal!, ebayPrice: Decimal!, profit: Decimal!,
  profitPercent: Decimal!, specialPriceStatus: Int!, basePriceValue: Decimal, basePriceUnit: String,
  measurementUnit: String, stockTotal: Decimal!, stockOwn: Decimal!, stockIncoming: Decimal!,
  stockOnPurchaseList: Decimal!, stockInOrders: Decimal!, stockAvailable: Decimal!, stockReservedTotal: Decimal!,
  stockInAmazonOffers: Int!, ebayStock: Decimal!, minimumOrderQuantity: Decimal!, purchaseInterval: Decimal!,
  buffer: Int!, minimumStock: Decimal!, allowNegativeStock: Boolean!, isInventoryManagementActive: Boolean!,
  isDivisible: Boolean!, hasBatch: Boolean!, hasBestBeforeDate: Boolean!, isSerialNumberManaged: Boolean!,
  serialNumberTrackingMode: SerialNumberTrackingMode!, isActive: Boolean!, isOnPriceList: Boolean!,
  isTopItem: Boolean!, isNew: Boolean!, isBillOfMaterials: Boolean!, isBillOfMaterialsComponent: Boolean!,
  isVariationParent: Boolean!, isVariationChild: Boolean!, hasMinimumStock: Boolean!,
  isBlockedForOrderSuggestions: Boolean!, isShopActive: Boolean!, isOrderProcessProhibited: Boolean!,
  salesPackagingUnit: Byte!, conditionId: ID, conditionName: String, isFulfillmentActive: Boolean!,
  isFulfillmentOwn: Boolean!, taxClassId: ID, taxClassName: String, manufacturerId: ID, productGroupId: ID,
  productGroupName: String, defaultSupplierId: ID, defaultSupplier: String, shippingClassId: ID,
  shippingClassName: String, defaultImageId: ID, additionalProcessingTime: Int!, metaDescription: String,
  titleTag: String, metaKeywords: String, languageId: ID, companyId: ID }
";
