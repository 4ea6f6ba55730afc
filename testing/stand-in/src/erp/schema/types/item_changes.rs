//! The request of `ChangeItem`, and its answer.

pub(super) const ITEM_CHANGES: &str = "
type ChangeItemCommandResponse { item: ItemdetailsItem! }
input ChangeItemCommandRequestInput { itemId: ID!, productGroupId: ID, shippingClassId: ID, manufacturerId: ID,
  taxClassId: ID, categories: UpdateItemCategoriesInput, identifiers: UpdateItemIdentifiersInput,
  descriptions: UpdateItemDescriptionsInput, prices: UpdateItemPricesInput,
  measurements: UpdateItemMeasurementsInput, images: UpdateItemImagesInput,
  customFields: UpdateItemCustomFieldsInput, suppliers: UpdateItemSuppliersInput, idempotencyKey: String }
input UpdateItemCategoriesInput { categories: [UpdateItemCategoryInput] }
input UpdateItemIdentifiersInput { sku: String, amazonFnsku: String, gtin: String, manufacturerNumber: String,
  isbn: String, tariccode: String, upc: String, unNumber: String, hazardNumber: String, ownIdentifier: String,
  defaultAsin: String, jfsku: String }
input UpdateItemDescriptionsInput { defaultDescriptions: [UpdateDefaultDescriptionInput],
  salesChannelDescriptions: [UpdateSalesChannelDescriptionInput],
  platformDescriptions: [UpdatePlatformDescriptionInput] }
input UpdateItemPricesInput { ignoreDiscounts: Boolean, salesPriceNet: Decimal, suggestedRetailPrice: Decimal,
  purchasePriceNet: Decimal, ebayPrice: Decimal, amazonPrice: Decimal,
  salesChannelPrices: [UpdateItemSaleschannelPricesInput], customerPrices: [UpdateItemCustomerPricesInput],
  defaultPrices: [UpdateItemCustomerGroupPricesInput] }
input UpdateItemMeasurementsInput { height: Decimal, length: Decimal, shippingWeight: Decimal, weight: Decimal,
  width: Decimal }
input UpdateItemImagesInput { defaultImages: [UpdateItemImageInput], platformImages: [UpdatePlatformImagesInput],
  saleschannelImages: [UpdateSaleschannelImagesInput], ebayImages: [UpdateEbayImagesInput] }
input UpdateItemCustomFieldsInput { fieldValues: [UpdateItemCustomFieldValueInput]! }
input UpdateItemSuppliersInput { defaultSupplier: ID, defaultDropshippingSupplier: ID,
  suppliers: [UpdateItemSupplierInput] }
input UpdateItemCategoryInput { categoryId: ID! }
input UpdateDefaultDescriptionInput { languageIso: String!, descriptionData: UpdateDescriptionDataInput! }
input UpdateSalesChannelDescriptionInput { salesChannelId: ID!, languageIso: String!,
  descriptionData: UpdateDescriptionDataInput! }
input UpdatePlatformDescriptionInput { platformId: ID!, languageIso: String!,
  descriptionData: UpdateDescriptionDataInput! }
input UpdateItemSaleschannelPricesInput { saleschannelId: ID!,
  customerGroupPrices: [UpdateItemCustomerGroupPricesInput]!, isActive: Boolean }
input UpdateItemCustomerPricesInput { customerId: ID!, prices: [UpdateItemPriceInput]! }
input UpdateItemCustomerGroupPricesInput { customerGroupId: ID!, prices: [UpdateItemPriceInput]! }
input UpdateItemImageInput { blobIdentifier: UUID, sortNumber: Int!, isMainImage: Boolean! }
input UpdatePlatformImagesInput { platformId: ID!, images: [UpdateItemImageInput] }
input UpdateSaleschannelImagesInput { saleschannelId: ID!, images: [UpdateItemImageInput] }
input UpdateEbayImagesInput { ebayAccountId: ID!, images: [UpdateItemImageInput] }
input UpdateItemCustomFieldValueInput { fieldId: ID!, value: String!, valueCultureName: String! }
input UpdateItemSupplierInput { supplierId: ID!, supplierItemName: String, supplierItemNumber: String,
  stockLevel: Decimal, netPurchasePrice: Decimal, minimumPurchaseQuantity: Int, deliveryTimeInDays: Int,
  isDropshippingActive: Boolean, packageUnitDescription: String, packageUnitQuantity: Decimal, notes: String,
  vatRate: Decimal, useSupplierDeliveryTime: Boolean, includeSupplierStock: Boolean, purchaseInterval: Decimal,
  scalePrices: [UpdateSupplierPriceInput] }
input UpdateDescriptionDataInput { itemName: String, shortDescription: String, description: String,
  metaDescription: String, metaKeywords: String, titleTag: String, urlPath: String }
input UpdateItemPriceInput { fromQuantity: Int!, netPrice: Decimal, reduceStandardPriceByPercent: Decimal }
input UpdateSupplierPriceInput { fromQuantity: Decimal!, netPrice: Decimal, usePercentageDiscount: Boolean!,
  percentageDiscount: Decimal }
";
