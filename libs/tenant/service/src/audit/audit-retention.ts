/** How long a tenant's audit records are kept unless it says otherwise. */
export const defaultRetentionYears = 5;
/** Nobody may keep them shorter: assessments under PIPL article 56 are kept for three years at least. */
export const retentionYearsMin = 3;
export const retentionYearsMax = 30;
