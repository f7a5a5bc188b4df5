import type { Endpoint, Receiver } from '../../domain/notify/receiver.ts';
import { PULSE, TROUBLE } from '../../domain/notify/receiver.ts';
import type { Objectives } from '../../domain/objectives/objectives.ts';
import { DEFAULTS } from '../defaults.ts';
import type {
  BackupPolicySpec,
  EndpointDocument,
  NotificationDocument,
  RestorePolicySpec,
} from '../generated/documents.ts';
import { goDurationMs } from '../go-duration.ts';

/** The receivers of a policy's notifications, with every default in place. */
export function receiversOf({ notify = [] }: Pick<BackupPolicySpec | RestorePolicySpec, 'notify'>): Receiver[] {
  return notify.map((written) => receiverOf(written));
}

function receiverOf(written: NotificationDocument): Receiver {
  const { name, template, signingKeyFile } = written;
  const format = written.format ?? DEFAULTS.notifyFormat;
  return {
    name,
    on: written.on ?? (format === 'Healthchecks' ? PULSE : TROUBLE),
    format,
    template: template && { contentType: template.contentType ?? DEFAULTS.templateContentType, body: template.body },
    signingKeyFile,
    endpoint: endpointOf(written),
  };
}

/** An address with every default in place. */
export function endpointOf(written: EndpointDocument): Endpoint {
  return {
    url: written.url,
    urlFile: written.urlFile,
    headers: written.headers ?? {},
    headersFromFiles: written.headersFromFiles ?? {},
    caCertFile: written.caCertFile,
    allowHttp: written.allowHttp ?? false,
    allowPrivate: written.allowPrivate ?? false,
  };
}

/** What a policy promises about recovery. */
export function objectivesOf({ objectives = {} }: Pick<BackupPolicySpec, 'objectives'>): Objectives {
  const { rpo, rto } = objectives;
  return {
    rpoMs: rpo === undefined ? undefined : goDurationMs(rpo),
    rtoMs: rto === undefined ? undefined : goDurationMs(rto),
  };
}
