import { TEMPLATE_NAMES, unknownNames } from '../../../domain/notify/template.ts';
import { conflict, doubtful, type Finding, invalid, type Path, quoted } from '../../finding.ts';
import type {
  BackupPolicySpec,
  EndpointDocument,
  MetricsDocument,
  NotificationDocument,
} from '../../generated/documents.ts';
import { parseGoDuration } from '../../go-duration.ts';
import { longestInterval } from '../../schedule/cadence.ts';
import { parseCron } from '../../schedule/cron.ts';
import { timeZoneFault } from '../../schedule/time-zone.ts';
import { DEFAULTS } from '../../defaults.ts';
import type { RuleFacts } from '../rule.ts';
import { checkPositive } from '../durations.ts';

/** Whom a policy of any kind tells. */
export function checkTelling({ notify, metrics }: Pick<BackupPolicySpec, 'notify' | 'metrics'>): Finding[] {
  return [...checkNotifications(notify), ...checkMetrics(metrics)];
}

/** Receivers that can be told apart, and whose addresses, headers and templates can be used. */
function checkNotifications(notify: readonly NotificationDocument[] = []): Finding[] {
  return notify.flatMap((receiver, i) => {
    const path = ['spec', 'notify', i];
    const isDouble = notify.findIndex(({ name }) => name === receiver.name) < i;
    return [
      ...(isDouble ? [invalid([...path, 'name'], `${quoted(receiver.name)} is the name of two receivers`)] : []),
      ...checkEndpoint(receiver, path),
      ...checkTemplate(receiver, path),
    ];
  });
}

/** Where metrics are pushed to. */
function checkMetrics({ pushgateway }: MetricsDocument = {}): Finding[] {
  return pushgateway === undefined ? [] : checkEndpoint(pushgateway, ['spec', 'metrics', 'pushgateway']);
}

function checkEndpoint({ url, allowHttp = false, headers = {}, headersFromFiles = {} }: EndpointDocument, path: Path) {
  const both = Object.keys(headersFromFiles).find((name) =>
    Object.keys(headers).some((other) => other.toLowerCase() === name.toLowerCase()),
  );
  const names: readonly (readonly [string, string])[] = [
    ...Object.keys(headers).map((name) => ['headers', name] as const),
    ...Object.keys(headersFromFiles).map((name) => ['headersFromFiles', name] as const),
  ];
  return [
    ...(url === undefined ? [] : checkUrl(url, allowHttp, path)),
    ...names.flatMap(([field, name]) => checkHeader([...path, field, name], name)),
    ...Object.entries(headers).flatMap(([name, value]) =>
      isHeaderValue(value) ? [] : [invalid([...path, 'headers', name], 'holds what no header can')],
    ),
    ...(both === undefined ? [] : [conflict([...path, 'headersFromFiles', both], 'stands among the headers, too')]),
  ];
}

/** The address itself is not repeated: it may be a secret that ended up in the wrong field. */
function checkUrl(url: string, allowHttp: boolean, path: Path): Finding[] {
  const at = [...path, 'url'];
  if (!URL.canParse(url)) return [invalid(at, 'is no address')];
  const { protocol, username, password } = new URL(url);
  if (username !== '' || password !== '') return [invalid(at, 'holds a password; put the address into urlFile')];
  if (protocol === 'http:' && !allowHttp) return [invalid(at, 'begins with http; use https, or say allowHttp: true')];
  return [];
}

/** Headers that the request itself sets. */
const OWN_HEADERS = /^(host|content-length|transfer-encoding|connection|content-type|webhook-.*)$/i;

function checkHeader(path: Path, name: string): Finding[] {
  if (!/^[\w!#$%&'*+.^`|~-]+$/.test(name)) return [{ ...invalid(path, 'is no name of a header'), at: 'key' }];
  return OWN_HEADERS.test(name) ? [{ ...invalid(path, 'is set by Lifeboat itself'), at: 'key' }] : [];
}

function isHeaderValue(value: string): boolean {
  return /^[\t\u0020-\u007E\u0080-\u00FF]*$/.test(value);
}

function checkTemplate({ format, template }: NotificationDocument, path: Path): Finding[] {
  if (template === undefined) {
    return format === 'Template' ? [invalid([...path, 'format'], 'needs a template')] : [];
  }
  if (format !== 'Template') return [conflict([...path, 'template'], 'has no effect without format: Template')];
  return unknownNames(template.body).map((name) =>
    invalid([...path, 'template', 'body'], `knows no ${quoted(name)}; there are ${TEMPLATE_NAMES.join(', ')}`),
  );
}

/** Promises that are times, and an RPO that the schedule can keep. */
export function checkObjectives(spec: BackupPolicySpec, { now, refused }: RuleFacts): Finding[] {
  const { rpo, rto } = spec.objectives ?? {};
  const path = ['spec', 'objectives', 'rpo'];
  const faults = [...checkPositive(rpo, path), ...checkPositive(rto, ['spec', 'objectives', 'rto'])];
  if (faults.length > 0 || refused.has('objectives')) return faults;
  const interval = intervalOf(spec, now);
  const promised = rpo === undefined ? undefined : parseGoDuration(rpo);
  if (promised?.ok !== true || interval === undefined || Number(promised.value) / 1e6 > interval) return [];
  return [
    doubtful(
      path,
      'is missed by every run: no more than the longest time between two runs of the schedule; add what a run takes',
    ),
  ];
}

function intervalOf({ schedule, timeZone = DEFAULTS.timeZone }: BackupPolicySpec, now: Date): number | undefined {
  const parsed = schedule === undefined ? undefined : parseCron(schedule);
  if (parsed?.ok !== true || timeZoneFault(timeZone) !== undefined) return undefined;
  return longestInterval(parsed.value, timeZone, now);
}
