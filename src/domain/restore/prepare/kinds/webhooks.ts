import { changeEach } from '../../../json/edit.ts';
import { isJsonObject, textAt, type JsonObject } from '../../../json/exact-json.ts';

/** What v1 accepts; v1beta1 also knew `Unknown` and `Some`. */
const SIDE_EFFECTS = new Set(['None', 'NoneOnDryRun']);

/** Replaces side effects that v1 refuses (Velero, `pkg/restore/actions/admissionwebhook_config_action.go`). */
export function resetWebhooks(configuration: JsonObject): JsonObject {
  if (textAt(configuration, 'apiVersion') !== 'admissionregistration.k8s.io/v1') return configuration;
  return changeEach(configuration, ['webhooks'], (webhook) =>
    isJsonObject(webhook) && !SIDE_EFFECTS.has(textAt(webhook, 'sideEffects') ?? '')
      ? { ...webhook, sideEffects: 'None' }
      : webhook,
  );
}
