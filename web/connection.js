// Connecting: the first call of a page, which may be repeated at will.

/** The user and the tenant that the token names. An app token has no slug; the registry may know it. */
export async function connectionOf(api) {
  const { data } = await api.get('/api/connect-tenant');
  const slug = data.tenantSlug ?? (await api.get('/api/tenant').catch(() => null))?.data.tenantSlug;
  return { user: data.userId, tenant: slug ?? data.tenantId, tenantId: data.tenantId };
}
