import { setting } from '../../service/settings/setting.ts';
import { oneOf } from '../../service/settings/text-types.ts';

export const scalingSettings = {
  SCALE_IN_HINTS: setting(oneOf(['off', 'pod-deletion-cost']), {
    default: 'off',
    reason:
      'In Kubernetes: whether gateways tell which workers are busy, so that scaling down takes idle ones first. It needs the right to patch pods.',
  }),
};
