import type { Endpoint, Receiver, Telling } from '../../domain/notify/receiver.ts';
import { PULSE, TROUBLE } from '../../domain/notify/receiver.ts';
import type { Objectives } from '../../domain/objectives/objectives.ts';
import { DEFAULTS } from '../defaults.ts';
import type { BackupPolicySpec, EndpointDocument, NotificationDocument } from '../generated/documents.ts';
import { goDurationMs } from '../go-duration.ts';

/** Whom a policy of any kind tells of its runs, with every default in place. */
export function tellingOf({ notify = [], metrics = {} }: Pick<BackupPolicySpec, 'notify' | 'metrics'>): Telling {
  const { pushgateway } = metrics;
  return { notify: notify.map((written) => receiverOf(written)), pushgateway: pushgateway && endpointOf(pushgateway) };
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
function endpointOf(written: EndpointDocument): Endpoint {
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
