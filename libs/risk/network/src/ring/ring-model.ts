import type { LinearModel } from '../linear/linear-model.js';
import type { RingProperty } from './ring-properties.js';
export const ringModel: LinearModel<RingProperty> = JSON.parse('{}');
