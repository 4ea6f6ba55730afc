//! An item as `GetItemById` shows it.

pub(super) const ITEM_DETAILS: &str = "
type ItemdetailsItem { id: ID!, productGroupId: ID, shippingClassId: ID, manufacturerId: ID, taxClassId: ID,
  identifiers: ItemIdentifiers!, categories: ItemCategories!, descriptions: ItemDescriptions!, prices: ItemPrices!,
  images: ItemImages!, measurements: ItemMeasurements!, customFields: ItemCustomFields!, suppliers: ItemSuppliers,
  includeInPriceList: Boolean!, ignoreOrderSuggestions: Boolean!, ignoreDiscounts: Boolean, countryOfOrigin: String,
  notes: String, variations: ItemVariations, features: ItemFeatures, attributes: ItemAttributes,
  unitPricing: ItemUnitPricing, specialPrices: ItemSpecialPrices, storageConstraints: ItemStorageConstraints }
type ItemIdentifiers { sku: String!, amazonFnsku: String, gtin: String, manufacturerNumber: String, isbn: String,
  tariccode: String, upc: String, unNumber: String, hazardNumber: String, ownIdentifier: String,
  defaultAsin: String, jfsku: String }
type ItemCategories { categories: [ItemCategory]! }
type ItemDescriptions { defaultDescriptions: [DefaultDescription]!,
  salesChannelDescriptions: [SalesChannelDescription], platformDescriptions: [PlatformDescription] }
type ItemPrices { ignoreDiscounts: Boolean!, salesPriceNet: Decimal!, suggestedRetailPrice: Decimal!,
  purchasePriceNet: Decimal!, ebayPrice: Decimal!, amazonPrice: Decimal!,
  salesChannelPrices: [ItemSaleschannelPrices], customerPrices: [ItemCustomerPrices],
  defaultPrices: [ItemCustomerGroupPrices] }
type ItemImages { defaultImages: [ItemImage], platformImages: [PlatformImages],
  saleschannelImages: [SaleschannelImages], ebayImages: [EbayImages] }
type ItemMeasurements { height: Decimal!, length: Decimal!, shippingWeight: Decimal!, weight: Decimal!,
  width: Decimal! }
type ItemCustomFields { fieldValues: [ItemCustomFieldValue]! }
type ItemSuppliers { defaultSupplier: ID, defaultDropshippingSupplier: ID, suppliers: [ItemSupplier] }
type ItemVariations { variations: [Variation] }
type ItemFeatures { features: [ItemFeature] }
type ItemAttributes { values: [AttributeValues] }
type ItemUnitPricing { salesUnitId: ID, packagingUnitId: ID, innerQuantity: Decimal, innerQuantityUnitId: ID,
  isBasePriceDeclared: Boolean, basePriceReferenceUnitId: ID, basePriceReferenceAmount: Decimal }
type ItemSpecialPrices { isActive: Boolean, startDate: DateTime, endDate: DateTime, isEndDateActive: Boolean,
  minimumStockQuantity: Int, isStockRestrictionActive: Boolean,
  salesChannelSpecialPrices: [ItemSalesChannelSpecialPrices] }
type ItemStorageConstraints { allowNegativeStock: Boolean, itemPlatformNegativeStocks: [NegativeStockPlatform],
  itemSalesChannelNegativeStocks: [NegativeStockSalesChannel], buffer: Int, globalMinimumStockLevel: Decimal,
  hasBatch: Boolean, isInventoryManagementActive: Boolean, isBestBeforeManaged: Boolean, isStockDivisible: Boolean,
  serialNumberType: SerialNumberType }
type ItemCategory { categoryId: ID! }
type DefaultDescription { languageIso: String!, descriptionData: DescriptionData! }
type SalesChannelDescription { salesChannelId: ID!, languageIso: String!, descriptionData: DescriptionData! }
type PlatformDescription { platformId: ID!, languageIso: String!, descriptionData: DescriptionData! }
type ItemSaleschannelPrices { saleschannelId: ID!, customerGroupPrices: [ItemCustomerGroupPrices]!,
  isActive: Boolean! }
type ItemCustomerPrices { customerId: ID!, prices: [ItemPrice]! }
type ItemCustomerGroupPrices { customerGroupId: ID!, prices: [ItemPrice]! }
type ItemImage { blobIdentifier: UUID, url: String, previewUrl: String, sortNumber: Int!, isMainImage: Boolean!,
  filename: String, platformId: ID, modificationDate: DateTime, width: Int, height: Int, fileSizeKilobytes: Int }
type PlatformImages { platformId: ID!, images: [ItemImage] }
type SaleschannelImages { saleschannelId: ID!, images: [ItemImage] }
type EbayImages { ebayAccountId: ID!, images: [ItemImage] }
type ItemCustomFieldValue { fieldId: ID!, value: String!, valueCultureName: String! }
type ItemSupplier { supplierId: ID!, supplierItemName: String, supplierItemNumber: String, stockLevel: Decimal,
  netPurchasePrice: Decimal, minimumPurchaseQuantity: Int, deliveryTimeInDays: Int, isDropshippingActive: Boolean,
  packageUnitDescription: String, packageUnitQuantity: Decimal, notes: String, vatRate: Decimal,
  useSupplierDeliveryTime: Boolean, includeSupplierStock: Boolean, purchaseInterval: Decimal,
  scalePrices: [SupplierPrice] }
type Variation { variationId: ID, position: Int, descriptions: [Description], values: [VariationValue],
  variationType: VariationType }
type ItemFeature { featureId: ID }
type AttributeValues { attributeId: ID, defaultValues: [AttributeValue],
  salesChannelValues: [AttributeSalesChannelValues] }
type ItemSalesChannelSpecialPrices { salesChannelId: ID, specialPrices: [ItemCustomerGroupSpecialPrice] }
type NegativeStockPlatform { platformId: ID, isNegativeStockAllowed: Boolean }
type NegativeStockSalesChannel { salesChannelId: ID, isNegativeStockAllowed: Boolean }
type DescriptionData { itemName: String, shortDescription: String, description: String, metaDescription: String,
  metaKeywords: String, titleTag: String, urlPath: String }
type ItemPrice { fromQuantity: Int!, netPrice: Decimal!, reduceStandardPriceByPercent: Decimal! }
type SupplierPrice { fromQuantity: Decimal!, netPrice: Decimal, usePercentageDiscount: Boolean!,
  percentageDiscount: Decimal }
type Description { languageIso: String, name: String }
type VariationValue { variationValueId: ID, itemNumber: String, gtin: String, weightOffset: Decimal,
  descriptions: [Description], surcharges: VariationValueSurcharges, position: Int, image: ID }
type AttributeValue { languageIso: String, value: String }
type AttributeSalesChannelValues { salesChannelId: ID, values: [AttributeValue] }
type ItemCustomerGroupSpecialPrice { customerGroupId: ID, netPrice: Decimal, isActive: Boolean }
type VariationValueSurcharges { defaultSurchargeNet: Decimal, customerGroupSurcharges: [CustomerGroupSurcharge],
  salesChannelSurcharges: [SalesChannelSurcharge] }
type CustomerGroupSurcharge { customerGroupId: ID, surcharge: Decimal, isActive: Boolean }
type SalesChannelSurcharge { salesChannelId: ID, surcharges: [CustomerGroupSurcharge] }
";
