import { changeAt, changeEach } from '../../../json/edit.ts';
import { isJsonObject, textAt, type JsonObject } from '../../../json/exact-json.ts';
import type { PrepareFacts } from '../facts.ts';

const SERVICE_NAMESPACE = ['clientConfig', 'service', 'namespace'] as const;

/** What v1 accepts; v1beta1 also knew `Unknown` and `Some`. */
const SIDE_EFFECTS = new Set(['None', 'NoneOnDryRun']);

/**
 * Replaces side effects that v1 refuses (Velero, `pkg/restore/actions/admissionwebhook_config_action.go`), and lets
 * webhooks call their Service where it is restored to, which Velero does not.
 */
export function resetWebhooks(configuration: JsonObject, { mapping }: PrepareFacts): JsonObject {
  const isModern = textAt(configuration, 'apiVersion') === 'admissionregistration.k8s.io/v1';
  return changeEach(configuration, ['webhooks'], (webhook) => {
    if (!isJsonObject(webhook)) return webhook;
    const isRefused = isModern && !SIDE_EFFECTS.has(textAt(webhook, 'sideEffects') ?? '');
    const accepted = isRefused ? { ...webhook, sideEffects: 'None' } : webhook;
    return changeAt(accepted, SERVICE_NAMESPACE, (name) => mapping.get(name as string) ?? name);
  });
}
