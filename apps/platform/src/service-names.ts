/** The services, in the order in which they start. */
export const serviceNames = ['tenant', 'product', 'risk', 'lending', 'billing'] as const;
export type ServiceName = (typeof serviceNames)[number];
